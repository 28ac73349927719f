/** The boards that the pages show, as they come over the wire. */
import type { Envelope } from "@podium/core/board/envelope.ts";
import type { AthleteBoard } from "@podium/core/results/projections/athlete.ts";
import type { CountryBoard } from "@podium/core/results/projections/country.ts";
import type { DisciplineBoard } from "@podium/core/results/projections/discipline.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import type { GamesBoard } from "@podium/core/results/projections/games.ts";
import type { LiveBoard } from "@podium/core/results/projections/live.ts";
import type { MedalsBoard } from "@podium/core/results/projections/medals.ts";
import type { PulseBoard } from "@podium/core/results/projections/pulse.ts";
import type { ScheduleBoard } from "@podium/core/results/projections/schedule.ts";
import type { SearchBoard } from "@podium/core/results/projections/search.ts";

export type Live = LiveBoard & Envelope;
export type LiveUnit = LiveBoard["units"][number];
export type FinishedEvent = LiveBoard["finished"][number];
export type Games = GamesBoard & Envelope;
export type Schedule = ScheduleBoard & Envelope;
export type Discipline = DisciplineBoard & Envelope;
export type EventDetail = EventBoard & Envelope;
export type Pulse = PulseBoard & Envelope;
export type Medals = MedalsBoard & Envelope;
export type Athlete = AthleteBoard & Envelope;
export type Country = CountryBoard & Envelope;
export type Search = SearchBoard & Envelope;
