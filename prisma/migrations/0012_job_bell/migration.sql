-- Rings when a job becomes claimable, whoever wrote the row: the app, the keeper's sweeps, or an operator by hand.
-- PostgreSQL delivers it at the commit, so whoever wakes up finds the row.
CREATE FUNCTION ring_job_bell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('job_queued', '');
  RETURN NULL;
END
$$;

CREATE TRIGGER job_queued_insert AFTER INSERT ON "job"
  FOR EACH ROW WHEN (NEW.state = 'QUEUED') EXECUTE FUNCTION ring_job_bell();

CREATE TRIGGER job_queued_update AFTER UPDATE OF state, not_before ON "job"
  FOR EACH ROW WHEN (NEW.state = 'QUEUED') EXECUTE FUNCTION ring_job_bell();

-- Every call of a worker is looked up by the hash of its token.
CREATE INDEX "worker_token_hash_idx" ON "worker"("token_hash");
