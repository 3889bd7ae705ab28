-- What bureaus may do about what they owe: change a submission before its review, and ask to be relieved.

-- Versions of a submission and its taking back, as JSON; NULL: nothing to know.
ALTER TABLE duty ADD COLUMN revisions TEXT;
-- The request for an extension or a waiver that waits for a decision, as JSON; NULL: none does.
ALTER TABLE duty ADD COLUMN request TEXT;
CREATE INDEX duty_request ON duty (bureau, campaign) WHERE request IS NOT NULL;

-- What was taken back bears on a league table, too.
DROP INDEX ledger_league;
CREATE INDEX ledger_league ON ledger (campaign, id) WHERE event IN
    ('opened', 'extended', 'submitted', 'taken-back', 'returned', 'waived', 'cancelled', 'ordered',
     'evidence-filed', 'closed', 'reopened');
