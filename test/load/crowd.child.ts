import { answerParent } from "../bench/support.ts";
import { Crowd, type CrowdOptions } from "./crowd.ts";

let crowd: Crowd | undefined;

answerParent(
  {
    start(options) {
      crowd?.stop();
      crowd = new Crowd(options as CrowdOptions);
    },
    seen: () => crowd?.seen(),
    reconnect: () => crowd?.reconnect(),
    stop: () => crowd?.stop(),
  },
  async () => crowd?.stop(),
);
