-- Every key is led by the commune: the unit of order, access, backup and distribution.
CREATE TABLE commune (
  commune TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE entry (
  commune TEXT NOT NULL,
  seq BIGINT NOT NULL,
  id TEXT NOT NULL,
  author TEXT NOT NULL,
  device TEXT NOT NULL,
  at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (commune, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX entry_id ON entry (commune, id);

CREATE TABLE entry_record (
  commune TEXT NOT NULL,
  record TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (commune, record, seq)
) WITHOUT ROWID;

CREATE TABLE record (
  commune TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  scope TEXT NOT NULL,
  seq BIGINT NOT NULL,
  find TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (commune, kind, id)
);
CREATE INDEX record_changed ON record (commune, scope, seq);

CREATE TABLE departure (
  commune TEXT NOT NULL,
  scope TEXT NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (commune, scope, seq, kind, id)
) WITHOUT ROWID;

CREATE TABLE scope_digest (
  commune TEXT NOT NULL,
  scope TEXT NOT NULL,
  count BIGINT NOT NULL,
  sum BIGINT NOT NULL,
  PRIMARY KEY (commune, scope)
) WITHOUT ROWID;

CREATE TABLE tally (
  commune TEXT NOT NULL,
  generation BIGINT NOT NULL,
  period TEXT NOT NULL,
  place TEXT NOT NULL,
  measure TEXT NOT NULL,
  dimension TEXT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (commune, generation, period, place, measure, dimension)
) WITHOUT ROWID;

-- Accounts, devices, enrolment codes, held entries: few, small, found by id or by one key.
CREATE TABLE document (
  commune TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (commune, kind, id)
) WITHOUT ROWID;
CREATE INDEX document_key ON document (kind, key);
