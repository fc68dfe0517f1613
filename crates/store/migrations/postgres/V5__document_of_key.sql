-- What is found by its key within its commune, as a household by the code on its card.
CREATE INDEX document_of_key ON document (commune, kind, key) WHERE key <> '';
