//! Measures contenders in turns, so that other load on the machine affects all of them equally.

use std::time::{Duration, Instant};

use anyhow::Result;
use rustix::time::{ClockId, clock_gettime};

/// What a run costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    /// User and system time of this process, or of the contender's own one.
    pub(crate) cpu: Duration,
}

/// One of several programs that do the same.
pub(crate) struct Contender<'a> {
    pub(crate) name: String,
    pub(crate) run: Box<dyn FnMut() -> Result<Cost> + 'a>,
}

impl<'a> Contender<'a> {
    /// A contender that measures itself.
    pub(crate) fn new(name: &str, run: impl FnMut() -> Result<Cost> + 'a) -> Self {
        Self {
            name: name.to_owned(),
            run: Box::new(run),
        }
    }

    /// A contender that runs in this process.
    pub(crate) fn here(name: &str, mut run: impl FnMut() -> Result<()> + 'a) -> Self {
        Self::new(name, move || {
            let stopwatch = Stopwatch::start();
            run()?;
            Ok(stopwatch.stop())
        })
    }
}

/// Wall time and processor time since a moment.
pub(crate) struct Stopwatch {
    wall: Instant,
    cpu: Duration,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self {
            wall: Instant::now(),
            cpu: processor_time(),
        }
    }

    pub(crate) fn stop(self) -> Cost {
        Cost {
            wall: self.wall.elapsed(),
            cpu: processor_time() - self.cpu,
        }
    }
}

/// The processor time of this process so far.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Runs each contender once to warm it up, then all in turns; returns the medians in their order.
pub(crate) fn medians(rounds: usize, contenders: &mut [Contender<'_>]) -> Result<Vec<Cost>> {
    for contender in contenders.iter_mut() {
        (contender.run)()?;
    }
    let mut costs = vec![Vec::new(); contenders.len()];
    for _ in 0..rounds {
        for (costs, contender) in costs.iter_mut().zip(contenders.iter_mut()) {
            costs.push((contender.run)()?);
        }
    }
    Ok(costs.iter().map(|costs| median(costs)).collect())
}

fn median(costs: &[Cost]) -> Cost {
    let middle = |pick: fn(&Cost) -> Duration| {
        let mut times: Vec<Duration> = costs.iter().map(pick).collect();
        times.sort();
        times[times.len() / 2]
    };
    Cost {
        wall: middle(|cost| cost.wall),
        cpu: middle(|cost| cost.cpu),
    }
}
