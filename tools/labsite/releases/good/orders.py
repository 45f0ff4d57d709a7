"""The release that works: takes an order and writes it into the ledger in one transaction."""

VERSION = "1.4.0"


def health(database):
    """Whether orders can be taken: the database takes writes."""
    return database.query("SELECT NOT pg_is_in_recovery()")[0][0] == "t"


def place(database, customer, amount):
    """Takes an order; its number."""
    database.query("BEGIN")
    try:
        rows = database.query(
            "INSERT INTO orders (customer, total) VALUES ($1, $2) RETURNING id", customer, amount
        )
        database.query("INSERT INTO ledger (order_id, amount) VALUES ($1, $2)", rows[0][0], amount)
        database.query("COMMIT")
    except Exception:
        database.query("ROLLBACK")
        raise
    return rows[0][0]
