-- about: Best score of a listed model on a benchmark over its versions and settings, from Epoch AI's benchmark hub.
--   Scores on a scale other than 0 to 1 stay out.
-- grain: model, benchmark
-- check: a share: score >= 0 AND score <= 1
-- unit: model, benchmark = text
-- unit: score = share of the greatest score
-- unit: n = scores
SELECT b.model, b.benchmark, max(b.performance) AS score, count(*) AS n
FROM latest.epoch_benchmarks AS b
WHERE b.performance BETWEEN 0 AND 1 AND b.model IS NOT NULL
GROUP BY 1, 2
