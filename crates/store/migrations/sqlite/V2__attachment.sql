-- A product's photo: whose it is, how much of it came. The picture itself is a file.
CREATE TABLE attachment (
  commune TEXT NOT NULL,
  id TEXT NOT NULL,
  household TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (commune, id)
) WITHOUT ROWID;
CREATE INDEX attachment_household ON attachment (commune, household);
