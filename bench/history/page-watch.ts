// Runs inside the page, so as text: it is not checked against the DOM's types.

/**
 * `watch(event, isThere)`: the time from the next such event to the frame in which `isThere()` first holds has been painted. Arm it, act, read it.
 * `rows()`: rows of the log that came after arming. `frames`: what the screen got while it was scrolled.
 */
export const pageWatch = `
window.bench = {
  rows: () => {
    const table = document.querySelector('[role=table][aria-label=Attempts]');
    return table !== null && table !== window.bench.before && table.querySelector('[data-row]') !== null;
  },
  heading: (text) => [...document.querySelectorAll('main h1, main h2')].some((heading) => heading.textContent.includes(text)),
  watch: (type, isThere) => {
    window.bench.before = document.querySelector('[role=table][aria-label=Attempts]');
    window.bench.took = new Promise((done) => {
      let beganMs = null;
      addEventListener(type, (event) => { beganMs = event.timeStamp; }, { capture: true });
      const look = () => {
        if (beganMs === null || !isThere()) return requestAnimationFrame(look);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now() - beganMs);
        port2.postMessage(null);
      };
      requestAnimationFrame(look);
    });
  },
  scroll: (untilRow, stepPx) => new Promise((done) => {
    const frames = [];
    let blank = 0;
    let last = performance.now();
    const longTasks = [];
    const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration)));
    observer.observe({ type: 'longtask' });
    const step = (now) => {
      frames.push(now - last);
      last = now;
      // Looking makes the page lay itself out, so not in every frame.
      let row = 0;
      if (frames.length % 10 === 0) {
        const seen = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('[role=row]') ?? null;
        if (seen === null) blank++;
        else row = Number(seen.getAttribute('aria-rowindex'));
      }
      if (row >= untilRow || frames.length > 6000) {
        observer.disconnect();
        done({ frames: frames.slice(1), blank, longTasks });
        return;
      }
      scrollBy(0, stepPx);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }),
};`;

export interface ScrollFrames {
  /** Milliseconds between frames. */
  frames: number[];
  /** Of every tenth frame, those in which the middle of the screen showed no row. */
  blank: number;
  longTasks: number[];
}
