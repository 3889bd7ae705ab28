-- How a campaign went is told by these lines of its dockets alone.
CREATE INDEX ledger_trend ON ledger (campaign, id) WHERE matter IS NULL AND event IN
    ('opened', 'fell-due', 'submitted', 'returned', 'extended', 'waived', 'unfulfilled');
