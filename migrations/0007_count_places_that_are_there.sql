ALTER TABLE "places" DROP CONSTRAINT "places_issue_id_asset_id_component_id_pk";--> statement-breakpoint
DROP INDEX "places_asset";--> statement-breakpoint
DROP INDEX "places_component";--> statement-breakpoint
DROP INDEX "places_opened";--> statement-breakpoint
UPDATE places p SET counted = n.counted FROM (
	SELECT DISTINCT ON (q.issue_id, q.asset_id) q.ctid AS tid, 1 + 2 * i.severity_rank + (i.required AND bool_or(q.decision_id IS NULL) OVER (PARTITION BY q.issue_id, q.asset_id))::int AS counted
	FROM places q JOIN issues i ON i.id = q.issue_id WHERE q.state = 'open' ORDER BY q.issue_id, q.asset_id, q.component_id
) n WHERE p.ctid = n.tid;--> statement-breakpoint
ALTER TABLE "places" ADD CONSTRAINT "places_issue_id_asset_id_component_id_pk" PRIMARY KEY("issue_id","asset_id","component_id");--> statement-breakpoint
CREATE INDEX "places_asset" ON "places" USING btree ("asset_id","state");--> statement-breakpoint
CREATE INDEX "places_component" ON "places" USING btree ("component_id");--> statement-breakpoint
CREATE INDEX "places_opened" ON "places" USING btree ("state","opened_at");--> statement-breakpoint
UPDATE assets a SET weight = coalesce(n.weight, 0), issues = jsonb_build_object('critical', coalesce(n.critical, 0), 'high', coalesce(n.high, 0), 'medium', coalesce(n.medium, 0), 'low', coalesce(n.low, 0), 'other', coalesce(n.other, 0), 'undecided', coalesce(n.undecided, 0))
FROM assets b LEFT JOIN (
	SELECT asset_id, count(*) FILTER (WHERE counted IN (11, 12)) AS critical, count(*) FILTER (WHERE counted IN (9, 10)) AS high, count(*) FILTER (WHERE counted IN (7, 8)) AS medium,
		count(*) FILTER (WHERE counted IN (5, 6)) AS low, count(*) FILTER (WHERE counted < 5) AS other, count(*) FILTER (WHERE counted % 2 = 0) AS undecided,
		sum(CASE counted WHEN 12 THEN 1000 WHEN 10 THEN 100 WHEN 8 THEN 10 WHEN 6 THEN 1 WHEN 4 THEN 1 WHEN 2 THEN 10 ELSE 0 END)::int AS weight
	FROM places WHERE counted > 0 GROUP BY asset_id
) n ON n.asset_id = b.id WHERE a.id = b.id AND (a.weight <> 0 OR n.asset_id IS NOT NULL OR a.issues ->> 'undecided' <> '0');
