-- about: Prices of accelerators with a date and a source, one row a quote and tenure. Posted is not paid.
-- grain: price_source, price_date, hardware, vendor, location, description, machine_chips, notes, on_demand_usd, tenure
-- check: positive: usd > 0
-- unit: price_source, hardware, vendor, location, description, notes = text
-- unit: price_date = date
-- unit: machine_chips = accelerators
-- unit: on_demand_usd = USD per accelerator and hour; part of what tells two quotes apart, -1 where there is none
-- unit: tenure = on_demand, one_year, three_year or purchase
-- unit: usd = USD per accelerator and hour; USD per accelerator for purchase
WITH quote AS (
  SELECT
    coalesce(price_source, '') AS price_source,
    coalesce(price_date, DATE '1900-01-01') AS price_date,
    hardware,
    coalesce(vendor, '') AS vendor,
    coalesce(location, '') AS location,
    coalesce(description, '') AS description,
    coalesce(machine_chips, 0) AS machine_chips,
    coalesce(notes, '') AS notes,
    coalesce(on_demand_usd_per_chip_hour, -1) AS on_demand_usd,
    one_year_usd_per_chip_hour, three_year_usd_per_chip_hour, purchase_usd
  FROM latest.epoch_hardware_prices
),
tenured AS (
  SELECT q.*, 'on_demand' AS tenure, q.on_demand_usd AS usd FROM quote AS q
  UNION ALL SELECT q.*, 'one_year', q.one_year_usd_per_chip_hour FROM quote AS q
  UNION ALL SELECT q.*, 'three_year', q.three_year_usd_per_chip_hour FROM quote AS q
  UNION ALL SELECT q.*, 'purchase', q.purchase_usd FROM quote AS q
)
SELECT
  price_source, price_date, hardware, vendor, location, description, machine_chips, notes, on_demand_usd, tenure, usd
FROM tenured
WHERE usd > 0
