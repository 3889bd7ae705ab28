-- The versions of a running campaign's plan. The one in force stands in `campaign` as well. A version is kept before
-- the first machine is told, so that whoever comes after a crash can tell the rest.
CREATE TABLE plan_version (
    id         INTEGER PRIMARY KEY,
    campaign   TEXT NOT NULL REFERENCES campaign (id),
    version    BIGINT NOT NULL, -- from 1: the plan that was launched
    plan       TEXT NOT NULL, -- JSON
    days       TEXT NOT NULL, -- JSON: other due days for some bureaus alone
    reason     TEXT, -- NULL: it was launched so
    by_bureau  TEXT NOT NULL,
    by_name    TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    told_at    TIMESTAMP, -- every machine knows
    UNIQUE (campaign, version)
);
CREATE INDEX plan_version_open ON plan_version (campaign) WHERE told_at IS NULL;
