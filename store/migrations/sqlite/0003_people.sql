-- People who sign in, their sessions, the tokens of integrations, what everyone did, and the answers
-- that a repeated request is given again. Instants are wall time.

-- No foreign keys to bureaus here: an account may be made before the first campaign brings the list in,
-- and what someone did stays readable whatever becomes of the bureau.
CREATE TABLE person (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    account             TEXT NOT NULL UNIQUE, -- folded: see duban-domain's `Account`
    name                TEXT NOT NULL,
    bureau              TEXT NOT NULL,
    role                TEXT NOT NULL CHECK (role IN ('planner', 'leader', 'officer', 'observer', 'administrator')),
    password_hash       TEXT, -- argon2id, in its own notation; none: signs in elsewhere only
    password_is_start   BOOLEAN NOT NULL, -- to be changed at the first sign-in
    password_changed_at TIMESTAMP,
    oidc_issuer         TEXT,
    oidc_subject        TEXT,
    stamp               BLOB NOT NULL, -- sessions begun under another stamp are over
    failures            BIGINT NOT NULL DEFAULT 0,
    locked_until        TIMESTAMP,
    created_at          TIMESTAMP NOT NULL,
    disabled_at         TIMESTAMP,
    UNIQUE (oidc_issuer, oidc_subject),
    CHECK ((oidc_issuer IS NULL) = (oidc_subject IS NULL)),
    CHECK ((password_hash IS NULL) = (password_changed_at IS NULL))
);
CREATE INDEX person_by_bureau ON person (bureau, account);

-- A session's id is as good as a password, so only its SHA-256 is kept.
CREATE TABLE session (
    id_sha256  BLOB PRIMARY KEY NOT NULL,
    data       TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE token (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT NOT NULL,
    secret_sha256 BLOB NOT NULL UNIQUE,
    bureau        TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('planner', 'leader', 'officer', 'observer', 'administrator')),
    created_by    TEXT NOT NULL,
    created_at    TIMESTAMP NOT NULL,
    last_used_on  TEXT, -- a day
    revoked_at    TIMESTAMP
);
CREATE INDEX token_by_bureau ON token (bureau, id);

CREATE TABLE audit (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TIMESTAMP NOT NULL,
    account  TEXT NOT NULL, -- what was typed, where nobody is known by it
    name     TEXT NOT NULL,
    bureau   TEXT, -- whose people did it; none: nobody's
    role     TEXT,
    via      TEXT NOT NULL CHECK (via IN ('session', 'token', 'terminal')),
    source   TEXT NOT NULL, -- an address; empty: this machine
    action   TEXT NOT NULL,
    campaign TEXT,
    about    TEXT, -- the bureau acted upon
    object   TEXT,
    outcome  TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'denied', 'failed')),
    detail   TEXT NOT NULL
);
-- A page is read along one of these and never sorted.
CREATE INDEX audit_by_time ON audit (at, id);
CREATE INDEX audit_by_account ON audit (account, at, id);
CREATE INDEX audit_by_bureau ON audit (bureau, at, id);
CREATE INDEX audit_by_bureau_action ON audit (bureau, action, at, id);
CREATE INDEX audit_by_bureau_outcome ON audit (bureau, outcome, at, id);
CREATE INDEX audit_by_action ON audit (action, at, id);
CREATE INDEX audit_by_outcome ON audit (outcome, at, id);
CREATE INDEX audit_by_campaign ON audit (campaign, at, id);

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_never_cut BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- A request that came twice under one key is done once; the second is given the first one's answer.
CREATE TABLE idempotency (
    principal      TEXT NOT NULL,
    key            TEXT NOT NULL,
    request_sha256 BLOB NOT NULL,
    status         BIGINT, -- none: it is being done
    headers        TEXT,
    body           BLOB,
    created_at     TIMESTAMP NOT NULL,
    PRIMARY KEY (principal, key),
    CHECK ((status IS NULL) = (body IS NULL)),
    CHECK ((status IS NULL) = (headers IS NULL))
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
