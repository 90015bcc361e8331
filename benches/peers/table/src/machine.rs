//! The processor, and the versions of everything.

use std::fs;
use std::process::Command;

use crate::peak::{Width, peak};
use crate::peer::Peer;

/// The instruction set that staticnn uses: that of STATICNN_ISA, or the processor's best.
fn instruction_set() -> &'static str {
    match std::env::var("STATICNN_ISA").as_deref() {
        Ok("portable") => "portable",
        Ok("avx2") => "avx2",
        _ if is_x86_feature_detected!("avx512f") => "avx512",
        _ => "avx2",
    }
}

/// Returns the vectors whose peak staticnn is compared with.
pub fn width() -> Width {
    if instruction_set() == "avx512" { Width::Avx512 } else { Width::Avx2 }
}

/// Returns what staticnn was built from.
pub fn staticnn_version() -> String {
    let commit = output("git", &["-C", env!("CARGO_MANIFEST_DIR"), "describe", "--always", "--dirty"]);
    format!("{}, {}, plain release build", commit.unwrap_or("no commit".to_owned()), instruction_set())
}

/// Prints the processor and all versions, a line each.
pub fn print_facts(ours: &Peer, peers: &[Peer], missing: &[String]) {
    let unknown = || "unknown".to_owned();
    let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let processor = file("/proc/cpuinfo");
    let field = |name: &str| {
        let line = processor.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let model = ["model name", "cpu family", "model\t"].map(|name| field(name).unwrap_or_else(unknown));
    println!("processor: {} (family {}, model {})", model[0], model[1], model[2]);
    println!("second-level cache: {}", file("/sys/devices/system/cpu/cpu0/cache/index2/size").trim());
    let gigaflops = (0..50).map(|_| peak(width())).fold(0.0, f64::max) / 1e9;
    println!("peak of one core: {gigaflops:.0} GFLOP/s in f32 multiply-adds");
    println!("rustc: {}", output("rustc", &["--version"]).unwrap_or_else(unknown));
    for peer in std::iter::once(ours).chain(peers) {
        println!("{}: {}", peer.name, peer.version);
    }
    for sentence in missing {
        println!("{sentence}");
    }
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
