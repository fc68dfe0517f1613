-- Every key is led by the commune: the unit of order, access, backup and distribution.
-- Text is compared by its bytes, as in SQLite, so that both engines give the same order.
CREATE TABLE commune (
  commune TEXT COLLATE "C" NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (commune)
);

CREATE TABLE entry (
  commune TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  author TEXT NOT NULL,
  device TEXT NOT NULL,
  at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (commune, seq)
);
CREATE UNIQUE INDEX entry_id ON entry (commune, id);

CREATE TABLE entry_record (
  commune TEXT COLLATE "C" NOT NULL,
  record TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (commune, record, seq)
);

CREATE TABLE record (
  commune TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  scope TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  find TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (commune, kind, id)
);
CREATE INDEX record_changed ON record (commune, scope, seq);

CREATE TABLE departure (
  commune TEXT COLLATE "C" NOT NULL,
  scope TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (commune, scope, seq, kind, id)
);

CREATE TABLE scope_digest (
  commune TEXT COLLATE "C" NOT NULL,
  scope TEXT COLLATE "C" NOT NULL,
  count BIGINT NOT NULL,
  sum BIGINT NOT NULL,
  PRIMARY KEY (commune, scope)
);

CREATE TABLE tally (
  commune TEXT COLLATE "C" NOT NULL,
  generation BIGINT NOT NULL,
  period TEXT COLLATE "C" NOT NULL,
  place TEXT COLLATE "C" NOT NULL,
  measure TEXT COLLATE "C" NOT NULL,
  dimension TEXT COLLATE "C" NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (commune, generation, period, place, measure, dimension)
);

-- Accounts, devices, enrolment codes, held entries: few, small, found by id.
CREATE TABLE document (
  commune TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (commune, kind, id)
);

-- Where an account, device or code is, by what it signs in with: small, rarely written, on every
-- machine of a Citus cluster.
CREATE TABLE document_key (
  commune TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (commune, kind, id)
);
CREATE INDEX document_key_key ON document_key (kind, key);
