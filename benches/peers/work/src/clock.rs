//! Processor time, which excludes other processes on the core.

/// Returns the processor time of all threads of this process, in seconds.
pub fn now() -> f64 {
    #[repr(C)]
    struct Time {
        seconds: i64,
        nanoseconds: i64,
    }
    unsafe extern "C" {
        fn clock_gettime(clock: i32, time: *mut Time) -> i32;
    }
    const PROCESS: i32 = 2;
    let mut time = Time { seconds: 0, nanoseconds: 0 };
    // SAFETY: `time` has the layout of a `timespec`, to which the clock writes.
    let result = unsafe { clock_gettime(PROCESS, &raw mut time) };
    assert_eq!(result, 0, "this system has no clock for a process");
    time.seconds as f64 + time.nanoseconds as f64 * 1e-9
}

/// Measures calls for about `seconds` and returns the median microseconds per call, over samples of at least half a
/// millisecond each. `before` runs before each sample and isn't measured.
pub fn median_microseconds(seconds: f64, mut before: impl FnMut(), mut call: impl FnMut()) -> f64 {
    let (start, mut calls) = (now(), 0_u32);
    while now() - start < seconds * 0.1 {
        call();
        calls += 1;
    }
    let each = (now() - start) / f64::from(calls);
    let inner = (500e-6 / each).max(1.0) as usize;
    let samples = ((seconds / (each * inner as f64)) as usize).clamp(3, 2000);
    let mut times: Vec<f64> = Vec::with_capacity(samples);
    for _ in 0..samples {
        before();
        let start = now();
        for _ in 0..inner {
            call();
        }
        times.push((now() - start) / inner as f64);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2] * 1e6
}
