-- A province's page adds up a few measures of every commune: their rows without a split, and by year
-- of birth. Values are not in them, so that counting on stays within the page.
CREATE INDEX tally_whole ON tally (period, measure) WHERE dimension = '';
CREATE INDEX tally_by_birth ON tally (period, measure) WHERE dimension >= 'born:' AND dimension < 'born;';
