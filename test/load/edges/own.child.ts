import { createEdge, type Edge } from "@podium/local/edge/edge.ts";
import { LOOPBACK } from "@podium/local/listen.ts";
import { silent } from "@podium/local/log.ts";
import { answerParent } from "../../bench/support.ts";
import { behavioursOf } from "./behaviours.ts";

let edge: Edge | undefined;

answerParent(
  {
    async serve(argument) {
      const { originUrl } = argument as { originUrl: string };
      edge = createEdge({ behaviours: behavioursOf(originUrl), log: silent });
      const { port } = await edge.listen({ port: 0 });
      return `http://${LOOPBACK}:${port}`;
    },
  },
  async () => {
    await edge?.close();
  },
);
