-- The ledger's one door. Appended to the migration that creates the ledger's tables.

ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_amount_not_zero CHECK (amount <> 0);
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_held_not_negative CHECK (held >= 0);
ALTER TABLE ledger_account ADD CONSTRAINT ledger_account_floor CHECK (NOT no_overdraft OR balance - held >= 0);

-- Id of an account, made at first use.
CREATE FUNCTION ledger_open_account(p_owner text, p_asset text, p_kind text, p_no_overdraft boolean)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_id bigint;
BEGIN
  SELECT id INTO v_id FROM ledger_account WHERE owner = p_owner AND asset = p_asset AND kind = p_kind;
  IF v_id IS NOT NULL THEN
    RETURN v_id;
  END IF;
  INSERT INTO ledger_account (owner, asset, kind, no_overdraft)
  VALUES (p_owner, p_asset, p_kind, p_no_overdraft)
  ON CONFLICT (owner, asset, kind) DO NOTHING
  RETURNING id INTO v_id;
  IF v_id IS NULL THEN
    SELECT id INTO v_id FROM ledger_account WHERE owner = p_owner AND asset = p_asset AND kind = p_kind;
  END IF;
  RETURN v_id;
END $$;

-- Post one balanced transfer. A known key with equal legs returns the old id, with other legs it fails.
CREATE FUNCTION ledger_post(p_idem_key text, p_kind text, p_ref text, p_accounts bigint[], p_amounts numeric[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_hash text;
  v_id bigint;
  v_old record;
  v_leg record;
  v_account ledger_account%ROWTYPE;
  v_count integer;
  v_asset text;
BEGIN
  IF coalesce(array_length(p_accounts, 1), 0) = 0 OR array_length(p_accounts, 1) <> array_length(p_amounts, 1) THEN
    RAISE EXCEPTION 'ledger: accounts and amounts differ in number' USING ERRCODE = 'LG001';
  END IF;

  -- Legs of one account are merged, so that order and splitting of the input do not matter.
  SELECT encode(sha256(convert_to(string_agg(account_id || ':' || amount, ',' ORDER BY account_id), 'UTF8')), 'hex'),
         count(*)
    INTO v_hash, v_count
    FROM (SELECT a AS account_id, trunc(sum(m)) AS amount
            FROM unnest(p_accounts, p_amounts) AS legs(a, m) GROUP BY a HAVING sum(m) <> 0) AS merged;
  IF v_count = 0 THEN
    RAISE EXCEPTION 'ledger: nothing moves' USING ERRCODE = 'LG001';
  END IF;

  -- A second caller with the same key waits here for the first one's commit.
  INSERT INTO ledger_transfer (idem_key, legs_hash, kind, ref, xid)
  VALUES (p_idem_key, v_hash, p_kind, p_ref, pg_current_xact_id()::text::bigint)
  ON CONFLICT (idem_key) DO NOTHING
  RETURNING id INTO v_id;
  IF v_id IS NULL THEN
    SELECT id, legs_hash INTO v_old FROM ledger_transfer WHERE idem_key = p_idem_key;
    IF v_old.legs_hash <> v_hash THEN
      RAISE EXCEPTION 'ledger: key % was used for other legs', p_idem_key USING ERRCODE = 'LG002';
    END IF;
    RETURN v_old.id;
  END IF;

  -- Locks in id order: two transfers over the same accounts cannot wait for each other.
  PERFORM 1 FROM ledger_account WHERE id = ANY (p_accounts) ORDER BY id FOR UPDATE;

  FOR v_asset IN
    SELECT la.asset FROM unnest(p_accounts, p_amounts) AS legs(a, m) JOIN ledger_account la ON la.id = a
     GROUP BY la.asset HAVING sum(m) <> 0
  LOOP
    RAISE EXCEPTION 'ledger: legs in % do not add up to zero', v_asset USING ERRCODE = 'LG003';
  END LOOP;

  FOR v_leg IN
    SELECT a AS account_id, sum(m) AS amount FROM unnest(p_accounts, p_amounts) AS legs(a, m)
     GROUP BY a HAVING sum(m) <> 0 ORDER BY a
  LOOP
    IF v_leg.amount <> trunc(v_leg.amount) THEN
      RAISE EXCEPTION 'ledger: % is not a whole number', v_leg.amount USING ERRCODE = 'LG001';
    END IF;
    SELECT * INTO v_account FROM ledger_account WHERE id = v_leg.account_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'ledger: account % does not exist', v_leg.account_id USING ERRCODE = 'LG001';
    END IF;
    IF v_account.no_overdraft AND v_account.balance + v_leg.amount - v_account.held < 0 THEN
      RAISE EXCEPTION 'ledger: account % (% %) lacks %', v_account.id, v_account.owner, v_account.kind,
        v_account.held - v_account.balance - v_leg.amount USING ERRCODE = 'LG004';
    END IF;
    UPDATE ledger_account SET balance = balance + v_leg.amount, version = version + 1 WHERE id = v_leg.account_id;
    INSERT INTO ledger_entry (account_id, version, transfer_id, amount, balance_after)
    VALUES (v_leg.account_id, v_account.version + 1, v_id, v_leg.amount, v_account.balance + v_leg.amount);
  END LOOP;
  RETURN v_id;
END $$;

-- Set money aside. A known key returns its hold, whatever became of it.
CREATE FUNCTION ledger_hold_place(p_idem_key text, p_account bigint, p_amount numeric, p_ref text, p_expires timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_id text;
  v_account ledger_account%ROWTYPE;
BEGIN
  IF p_amount <= 0 OR p_amount <> trunc(p_amount) THEN
    RAISE EXCEPTION 'ledger: a hold of % is not possible', p_amount USING ERRCODE = 'LG001';
  END IF;
  SELECT * INTO v_account FROM ledger_account WHERE id = p_account FOR UPDATE;
  SELECT id INTO v_id FROM ledger_hold WHERE idem_key = p_idem_key;
  IF v_id IS NOT NULL THEN
    RETURN v_id;
  END IF;
  IF v_account.balance - v_account.held < p_amount THEN
    RAISE EXCEPTION 'ledger: account % (% %) lacks %', v_account.id, v_account.owner, v_account.kind,
      p_amount - (v_account.balance - v_account.held) USING ERRCODE = 'LG004';
  END IF;
  v_id := gen_random_uuid()::text;
  INSERT INTO ledger_hold (id, idem_key, account_id, amount, ref, expires_at)
  VALUES (v_id, p_idem_key, p_account, p_amount, p_ref, p_expires);
  UPDATE ledger_account SET held = held + p_amount WHERE id = p_account;
  RETURN v_id;
END $$;

-- End a hold as 'posted' or 'voided'; the money it kept is free for the posting that follows. False if it had ended.
CREATE FUNCTION ledger_hold_end(p_id text, p_state text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_hold ledger_hold%ROWTYPE;
BEGIN
  IF p_state NOT IN ('posted', 'voided') THEN
    RAISE EXCEPTION 'ledger: a hold ends posted or voided, not %', p_state USING ERRCODE = 'LG001';
  END IF;
  SELECT * INTO v_hold FROM ledger_hold WHERE id = p_id;
  PERFORM 1 FROM ledger_account WHERE id = v_hold.account_id FOR UPDATE;
  UPDATE ledger_hold SET state = p_state WHERE id = p_id AND state = 'pending';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE ledger_account SET held = held - v_hold.amount WHERE id = v_hold.account_id;
  RETURN true;
END $$;
