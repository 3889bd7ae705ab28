-- Dates that moved because holidays were announced.

-- When a document is to be replied to, where that moved after it was issued.
ALTER TABLE notice ADD COLUMN reply_by TIMESTAMP;

-- From when the news of moved dates may go: it waits, until every machine has been told of the new dates, so
-- that a bureau reads all of its own in one mail. NULL: it waits for nobody.
ALTER TABLE delivery ADD COLUMN held_from TIMESTAMP;
CREATE INDEX delivery_held ON delivery (id) WHERE held_from IS NOT NULL;
