//! What a measurement depends on beside the program: the processor, its caches, and where a network lies.

use std::fs::read_to_string;

/// The processor's name and the sizes of its data caches, as Linux tells them.
pub fn description() -> String {
    let information = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = information.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let name = name.map_or("unknown processor", |(_, name)| name);
    format!("{name}; L1d {}, L2 {}", cache("1"), cache("2"))
}

/// The size of the cache of this level that holds data, such as "512K".
fn cache(level: &str) -> String {
    let caches = (0..8).map(|index| format!("/sys/devices/system/cpu/cpu0/cache/index{index}"));
    let read =
        |cache: &str, file: &str| read_to_string(format!("{cache}/{file}")).unwrap_or_default().trim().to_owned();
    let sought = |cache: &String| read(cache, "level") == level && read(cache, "type") != "Instruction";
    let size = caches.into_iter().find(sought).map(|cache| read(&cache, "size")).unwrap_or_default();
    if size.is_empty() { "unknown".to_owned() } else { size }
}

/// To how many bytes a value is aligned where it lies, up to a cache line's 64.
pub fn alignment<T>(value: &T) -> usize {
    1 << (&raw const *value).addr().trailing_zeros().min(6)
}

/// Runs a function on a stack that has room for the largest network and its gradient.
pub fn on_a_large_stack(run: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(64 << 20).spawn_scoped(scope, run);
        if !thread.is_ok_and(|thread| thread.join().is_ok()) {
            std::process::exit(1);
        }
    });
}
