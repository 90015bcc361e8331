//! The table of `docs/performance.md`: the cost of a training step, and its share of the core's peak.
//!
//! | command | prints |
//! |---|---|
//! | `cargo bench` | medians over five processes per instruction set |
//! | `cargo bench -- --quick` | one short process per instruction set |
//! | `cargo bench -- --elementary` | the shares of a step that activations and the update of Adam take |
//! | `cargo bench -- --growth` | the cost as the batch, the width and the depth grow |
//!
//! The peak is measured before each sample, so that both see the same clock rate and load.

#[cfg(target_arch = "x86_64")]
mod cases;
#[cfg(target_arch = "x86_64")]
mod elementary;
#[cfg(target_arch = "x86_64")]
mod growth;
#[cfg(target_arch = "x86_64")]
mod naive;
#[cfg(target_arch = "x86_64")]
mod peak;
#[cfg(target_arch = "x86_64")]
mod report;

fn main() {
    #[cfg(target_arch = "x86_64")]
    report::main();
    #[cfg(not(target_arch = "x86_64"))]
    println!("The benchmark measures the peak of x86-64 only.");
}
