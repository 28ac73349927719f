/**
 * Work that one request can do for several: the first goes at once; what comes while it is under way goes together after
 * it. Nobody waits for company, and a crowd shares.
 */
export class Gather<Item, Result> {
  private readonly most: number;
  private readonly work: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>;
  private waiting: { item: Item; done: PromiseWithResolvers<Result> }[] = [];
  private underWay = false;

  /**
   * @param most items of one request
   * @param work answers for each item, in order; what it throws holds for all of them
   */
  constructor(most: number, work: Gather<Item, Result>["work"]) {
    this.most = most;
    this.work = work;
  }

  do(item: Item): Promise<Result> {
    const done = Promise.withResolvers<Result>();
    this.waiting.push({ item, done });
    if (!this.underWay) void this.go();
    return done.promise;
  }

  private async go(): Promise<void> {
    this.underWay = true;
    while (this.waiting.length > 0) {
      const some = this.waiting.splice(0, this.most);
      try {
        const results = await this.work(some.map(({ item }) => item));
        for (const [index, { done }] of some.entries()) {
          const result = results[index];
          if (result?.status === "fulfilled") done.resolve(result.value);
          else done.reject(result?.reason ?? new RangeError("an item was left without an answer"));
        }
      } catch (error) {
        for (const { done } of some) done.reject(error);
      }
    }
    this.underWay = false;
  }
}
