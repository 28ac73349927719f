import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["test/infrastructure/*.spec.ts"], maxWorkers: 1 } });
