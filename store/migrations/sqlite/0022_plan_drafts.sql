-- Plans that are being filled in as forms, for the planners of a bureau. Nothing of them goes out.
CREATE TABLE plan_draft (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    bureau     TEXT NOT NULL,
    version    INTEGER NOT NULL,          -- from 1; whoever changes it says which one was seen
    title      TEXT NOT NULL,
    fields     TEXT NOT NULL,             -- JSON: the form's fields by name
    changed_by TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL         -- wall time
);
CREATE INDEX plan_draft_of_bureau ON plan_draft (bureau, id);
