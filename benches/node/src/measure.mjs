// Contestants take turns in one process, so that what slows the machine down slows all of them.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median absolute deviation: half of the rounds were nearer to the median than this. */
export function deviation(values) {
  const center = median(values);
  return median(values.map((value) => Math.abs(value - center)));
}

// What a contestant gives is kept, so that no compiler finds out that nobody reads it.
export let last;

/** A contestant whose work is done when it returns. What `prepare` makes for each turn is not counted. */
export function direct(name, run, prepare) {
  return {
    name,
    async sample(times) {
      const prepared = prepare && Array.from({ length: times }, prepare);
      const clock = start();
      for (let i = 0; i < times; i++) last = run(prepared?.[i]);
      return clock();
    },
  };
}

/** A contestant whose work is awaited, one turn after the other. */
export function awaited(name, run) {
  return {
    name,
    async sample(times) {
      const clock = start();
      for (let i = 0; i < times; i++) last = await run();
      return clock();
    },
  };
}

/** Two clocks: the wall's, and the processor time of this process, which does not run while others are served. */
function start() {
  const cpu = process.cpuUsage();
  const began = performance.now();
  return () => {
    const wall = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    return { wall, cpu: (user + system) / 1000 };
  };
}

/**
 * Runs the contestants round by round, each round in an order of its own; the first is what the others are held against.
 * Gives, for each: `us` for one turn, and by round `ratios` of the wall clock and `cpuRatios`.
 */
export async function compare(contestants, { rounds, batchMs, warmMs }) {
  const times = [];
  for (const contestant of contestants) times.push(await calibrate(contestant, batchMs, warmMs));
  const samples = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const at of shuffled(contestants.length)) {
      const { wall, cpu } = await contestants[at].sample(times[at]);
      samples[at].push({ wall: wall / times[at], cpu: cpu / times[at] });
    }
  }
  return contestants.map(({ name }, at) => ({
    name,
    us: median(samples[at].map(({ wall }) => wall)) * 1000,
    ratios: samples[at].map(({ wall }, round) => wall / samples[0][round].wall),
    cpuRatios: samples[at].map(({ cpu }, round) => cpu / samples[0][round].cpu),
  }));
}

/**
 * Warms a contestant up until the compilers of JavaScript and wasm are done with it, and tells how many turns take as long as
 * a batch should: enough that the clock's own grain does not show.
 */
async function calibrate(contestant, batchMs, warmMs) {
  let spent = 0;
  for (let times = 1; ;) {
    const { wall } = await contestant.sample(times);
    spent += wall;
    if (wall < batchMs) times *= 2;
    else if (spent >= warmMs) return Math.max(1, Math.round((times * batchMs) / wall));
  }
}

function shuffled(length) {
  const order = Array.from({ length }, (_, at) => at);
  for (let at = length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}
