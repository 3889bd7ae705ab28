-- The State Council's notices that somebody imported, and their application to running campaigns.

-- A year's days that differ from the ordinary week. Nothing is changed here: of several rows of a year the
-- latest counts, and what counted at an earlier instant can be told.
CREATE TABLE holiday_year (
    id          INTEGER PRIMARY KEY,
    year        BIGINT NOT NULL,
    days        TEXT NOT NULL, -- JSON
    source      TEXT NOT NULL, -- what it was read from
    by_bureau   TEXT NOT NULL,
    by_name     TEXT NOT NULL,
    imported_at TIMESTAMP NOT NULL
);
CREATE INDEX holiday_year_by_year ON holiday_year (year, id);

-- A campaign is given what was known at an instant. It is kept before the first machine is told, so that
-- whoever comes after a crash can tell the rest.
CREATE TABLE holiday_application (
    id          INTEGER PRIMARY KEY,
    campaign    TEXT NOT NULL REFERENCES campaign (id),
    known_at    TIMESTAMP NOT NULL, -- the holidays imported up to then
    by_bureau   TEXT NOT NULL,
    by_name     TEXT NOT NULL,
    begun_at    TIMESTAMP NOT NULL,
    finished_at TIMESTAMP, -- every machine has been told
    UNIQUE (campaign, known_at)
);
CREATE INDEX holiday_application_open ON holiday_application (campaign) WHERE finished_at IS NULL;
