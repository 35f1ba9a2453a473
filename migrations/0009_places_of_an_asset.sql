DROP INDEX "places_asset";--> statement-breakpoint
CREATE INDEX "places_asset" ON "places" USING btree ("asset_id","component_id");--> statement-breakpoint
ALTER TABLE "places" DROP COLUMN "priority";