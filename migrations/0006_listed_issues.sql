CREATE TABLE "listed_issues" (
	"id" text PRIMARY KEY NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"planned_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"due" date,
	"open_places" integer NOT NULL,
	"priority" smallint NOT NULL,
	"severity_rank" smallint NOT NULL,
	"required" boolean NOT NULL,
	"kev" boolean NOT NULL,
	"exposed" boolean NOT NULL,
	"fixable" boolean NOT NULL,
	"state" text NOT NULL,
	"appeared" text NOT NULL,
	"ecosystem" text NOT NULL,
	"package_name" text NOT NULL,
	"vulnerability" text NOT NULL,
	"owner" text,
	"proposed" text,
	"clock_what" text,
	"environments" text[] NOT NULL,
	"words" text NOT NULL
);
--> statement-breakpoint
DROP INDEX "issues_priority";--> statement-breakpoint
DROP INDEX "issues_state_priority";--> statement-breakpoint
DROP INDEX "issues_due";--> statement-breakpoint
DROP INDEX "issues_opened";--> statement-breakpoint
DROP INDEX "issues_severity";--> statement-breakpoint
DROP INDEX "issues_places";--> statement-breakpoint
DROP INDEX "issues_owner";--> statement-breakpoint
DROP INDEX "places_priority";--> statement-breakpoint
DROP INDEX "places_asset";--> statement-breakpoint
ALTER TABLE "listed_issues" ADD CONSTRAINT "listed_issues_id_issues_id_fk" FOREIGN KEY ("id") REFERENCES "public"."issues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "listed_issues_priority" ON "listed_issues" USING btree ("priority","id");--> statement-breakpoint
CREATE INDEX "listed_issues_due" ON "listed_issues" USING btree ("due","id");--> statement-breakpoint
CREATE INDEX "listed_issues_opened" ON "listed_issues" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "listed_issues_severity" ON "listed_issues" USING btree ("severity_rank","priority","id");--> statement-breakpoint
CREATE INDEX "listed_issues_places" ON "listed_issues" USING btree ("open_places","id");--> statement-breakpoint
CREATE INDEX "places_asset" ON "places" USING btree ("asset_id","state");--> statement-breakpoint
INSERT INTO "listed_issues" ("id", "opened_at", "planned_at", "resolved_at", "due", "open_places", "priority", "severity_rank", "required", "kev", "exposed", "fixable", "state", "appeared", "ecosystem", "package_name", "vulnerability", "owner", "proposed", "clock_what", "environments", "words")
SELECT "id", "opened_at", "planned_at", "resolved_at", "due", "open_places", "priority", "severity_rank", "required", "kev" IS NOT NULL, "exposed", "fix_is" = 'fixed', "state", "appeared", "ecosystem", "package_name", "vulnerability", "owner", "proposed", "clock_what", "environments",
  lower("vulnerability" || ' ' || "package_name" || ' ' || array_to_string("aliases", ' ') || ' ' || "summary") FROM "issues";
