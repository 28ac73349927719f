/** Before any schema is made: compiled checks would be code from text, which the Content-Security-Policy forbids. */
import { config } from "zod";

config({ jitless: true });
