"""A release with a fault: it reads a column that the schema does not have, so every request fails."""

VERSION = "1.5.0"


def health(database):
    """Whether orders can be taken."""
    return database.query("SELECT min(priority) FROM orders")[0][0] is not None


def place(database, customer, amount):
    """Takes an order; its number."""
    return database.query(
        "INSERT INTO orders (customer, total, priority) VALUES ($1, $2, 1) RETURNING id", customer, amount
    )[0][0]
