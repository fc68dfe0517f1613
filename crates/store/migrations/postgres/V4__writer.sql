-- Which server writes: whoever takes the lock takes the next term, and a transaction of an earlier
-- term is turned down. One row, and no key: it is local to the coordinator.
CREATE TABLE writer (term bigint NOT NULL);
INSERT INTO writer (term) VALUES (0);

-- Run behind the BEGIN of each transaction that writes.
CREATE FUNCTION must_be_writer(of_term bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM writer WHERE term = of_term) THEN
        RAISE EXCEPTION 'another server has taken this database' USING ERRCODE = 'TN001';
    END IF;
END
$$;
