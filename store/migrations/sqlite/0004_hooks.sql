-- What leaves for other programs, what they send signed, and calendars. All instants are wall time.
--
-- Secrets of webhooks and inboxes lie here as they are: a signature is made with the key itself, not with a
-- hash of it. Whoever can read this file can sign; it is to be guarded like the settings. A calendar's
-- address is only compared, so of it a hash is enough.

CREATE TABLE webhook (
    id              TEXT PRIMARY KEY NOT NULL,
    bureau          TEXT NOT NULL REFERENCES bureau (code), -- it is told of this bureau and all below
    name            TEXT NOT NULL,
    url             TEXT NOT NULL,
    format          TEXT NOT NULL CHECK (format IN ('standard', 'wecom', 'dingtalk')),
    kinds           TEXT NOT NULL,
    secret          TEXT,
    previous_secret TEXT, -- signs too, until then
    previous_until  TIMESTAMP,
    active          BOOLEAN NOT NULL,
    stopped         TEXT, -- why it was switched off
    made_at         TIMESTAMP NOT NULL,
    by_bureau       TEXT NOT NULL,
    by_name         TEXT NOT NULL,
    -- The ledger's line up to which everything was delivered or was not for it.
    cursor          BIGINT NOT NULL,
    -- How often its courier has begun to look, and during which look somebody knocked last: one knock a
    -- look is enough.
    looks           BIGINT NOT NULL DEFAULT 0,
    knocked_look    BIGINT NOT NULL DEFAULT -1,
    delivered_at    TIMESTAMP, -- the last time a receiver took something
    failures        BIGINT NOT NULL DEFAULT 0, -- since then
    CHECK ((previous_secret IS NULL) = (previous_until IS NULL)),
    CHECK (active = FALSE OR stopped IS NULL)
);
CREATE INDEX webhook_by_bureau ON webhook (bureau);

-- The last tries of each; older ones are cut off.
CREATE TABLE webhook_attempt (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook  TEXT NOT NULL REFERENCES webhook (id),
    tried_at TIMESTAMP NOT NULL,
    event    TEXT NOT NULL, -- the id of the first event in it
    name     TEXT NOT NULL, -- and its type
    events   BIGINT NOT NULL,
    taken    BOOLEAN NOT NULL,
    status   BIGINT, -- HTTP's; none: no answer
    told     TEXT NOT NULL, -- the beginning of the answer, or why there is none
    took_ms  BIGINT NOT NULL
);
CREATE INDEX webhook_attempt_by_webhook ON webhook_attempt (webhook, id);

-- Where a program files findings with signed messages.
CREATE TABLE inbox (
    id              TEXT PRIMARY KEY NOT NULL,
    bureau          TEXT NOT NULL REFERENCES bureau (code), -- it acts for this bureau
    name            TEXT NOT NULL, -- the integration's: it signs the findings
    secret          TEXT NOT NULL,
    previous_secret TEXT,
    previous_until  TIMESTAMP,
    active          BOOLEAN NOT NULL,
    made_at         TIMESTAMP NOT NULL,
    by_bureau       TEXT NOT NULL,
    by_name         TEXT NOT NULL,
    CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);
CREATE INDEX inbox_by_bureau ON inbox (bureau);

-- Messages by their ids, so that one that comes again is answered the same and does nothing.
CREATE TABLE inbox_message (
    inbox       TEXT NOT NULL REFERENCES inbox (id),
    id          TEXT NOT NULL,
    sha256      TEXT NOT NULL, -- of the body
    received_at TIMESTAMP NOT NULL,
    status      BIGINT, -- none: it is being dealt with, or a machine died over it
    answer      TEXT,
    PRIMARY KEY (inbox, id),
    CHECK ((status IS NULL) = (answer IS NULL))
);
CREATE INDEX inbox_message_by_time ON inbox_message (received_at);

-- The secret address of a bureau's calendar: one at a time.
CREATE TABLE calendar_address (
    bureau    TEXT PRIMARY KEY NOT NULL REFERENCES bureau (code),
    sha256    TEXT NOT NULL UNIQUE, -- of the secret in it
    made_at   TIMESTAMP NOT NULL,
    by_bureau TEXT NOT NULL,
    by_name   TEXT NOT NULL
);
