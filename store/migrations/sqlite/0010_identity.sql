-- Which store this is, and the engine it belongs to.
CREATE TABLE store_identity (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    id TEXT NOT NULL,
    engine TEXT,
    address TEXT,
    namespace TEXT,
    CHECK ((engine IS NULL) = (address IS NULL) AND (engine IS NULL) = (namespace IS NULL))
);

INSERT INTO store_identity (only, id) VALUES (1, lower(hex(randomblob(16))));
