"""A client of PostgreSQL through libpq, for one thread at a time."""

import ctypes

libpq = ctypes.CDLL("libpq.so.5")
libpq.PQconnectdb.restype = ctypes.c_void_p
libpq.PQerrorMessage.restype = ctypes.c_char_p
libpq.PQexecParams.restype = ctypes.c_void_p
libpq.PQresultErrorMessage.restype = ctypes.c_char_p
libpq.PQgetvalue.restype = ctypes.c_char_p
libpq.PQcmdStatus.restype = ctypes.c_char_p
CONNECTION_OK = 0
COMMAND_OK, TUPLES_OK = 1, 2
NOTICES = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)


class Unreachable(Exception):
    """There is no connection, so nothing was done."""


class Refused(Exception):
    """The server said no, so nothing was done."""


class Lost(Exception):
    """The connection broke, or the server warned: nobody knows whether it was done."""


class Database:
    """A connection."""

    def __init__(self, settings):
        self.warned = False
        # A commit that was only stored locally is announced by a warning, not by an error.
        self._heard = NOTICES(self._hear)
        words = f"{settings} connect_timeout=2 tcp_user_timeout=1500 application_name=orders"
        self._connection = libpq.PQconnectdb(words.encode())
        if libpq.PQstatus(ctypes.c_void_p(self._connection)) != CONNECTION_OK:
            message = libpq.PQerrorMessage(ctypes.c_void_p(self._connection)).decode().strip()
            self.close()
            raise Unreachable(message)
        libpq.PQsetNoticeProcessor(ctypes.c_void_p(self._connection), self._heard, None)

    def _hear(self, _, message):
        self.warned = self.warned or b"might not have been replicated" in message

    def query(self, statement, *values):
        """The rows of a statement, as texts."""
        texts = (ctypes.c_char_p * len(values))(*[str(value).encode() for value in values])
        self.warned = False
        result = libpq.PQexecParams(
            ctypes.c_void_p(self._connection), statement.encode(), len(values), None, texts, None, None, 0
        )
        pointer = ctypes.c_void_p(result)
        try:
            if libpq.PQresultStatus(pointer) not in (COMMAND_OK, TUPLES_OK):
                message = libpq.PQresultErrorMessage(pointer).decode().strip()
                if libpq.PQstatus(ctypes.c_void_p(self._connection)) != CONNECTION_OK:
                    raise Lost(message)
                raise Refused(message)
            if self.warned:
                raise Lost("the commit might not have been replicated")
            rows, columns = libpq.PQntuples(pointer), libpq.PQnfields(pointer)
            return [
                [libpq.PQgetvalue(pointer, row, column).decode() for column in range(columns)]
                for row in range(rows)
            ]
        finally:
            libpq.PQclear(pointer)

    def close(self):
        """Ends the connection."""
        if self._connection:
            libpq.PQfinish(ctypes.c_void_p(self._connection))
            self._connection = None
