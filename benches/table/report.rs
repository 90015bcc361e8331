//! Runs the cases in processes of their own, and prints the table.

use std::process::Command;

use crate::cases::{self, Effort, Row, median};
use crate::growth;
use crate::peak::Width;

const CHILD: &str = "STATICNN_BENCH_CHILD";
const ISA: &str = "STATICNN_ISA";

/// The instruction sets that this processor has, with the peak that each is compared to.
fn sets() -> Vec<(&'static str, Width)> {
    let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    let mut sets = Vec::new();
    if avx2 && is_x86_feature_detected!("avx512f") {
        sets.push(("avx512", Width::Avx512));
    }
    if avx2 {
        sets.push(("avx2", Width::Avx2));
        sets.push(("portable", Width::Avx2));
    }
    sets
}

pub fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let filter = arguments.iter().find(|argument| !argument.starts_with('-')).map_or("", String::as_str);
    let effort = Effort { seconds: if quick { 0.02 } else { 0.3 } };
    if arguments.iter().any(|argument| argument == "--growth") {
        return growth(effort);
    }

    if std::env::var_os(CHILD).is_some() {
        let asked = std::env::var(ISA).unwrap_or_default();
        let width = if asked == "avx512" { Width::Avx512 } else { Width::Avx2 };
        return cases::all(filter, effort, width, |row| println!("{}", row.line()));
    }
    let processes = if quick { 1 } else { 5 };
    for (set, _) in sets() {
        table(set, filter, quick, processes);
    }
    if sets().is_empty() {
        println!("This processor has neither AVX-512 nor AVX2: there is no peak to compare to.");
    }
}

/// Runs all cases for an instruction set, and prints the medians over the processes.
fn table(set: &str, filter: &str, quick: bool, processes: usize) {
    let mut runs: Vec<Vec<Row>> = Vec::new();
    for _ in 0..processes {
        match child(set, filter, quick) {
            Ok(rows) => runs.push(rows),
            Err(error) => {
                eprintln!("a process of the benchmark failed: {error}");
                std::process::exit(1);
            }
        }
    }
    let peak = if set == "avx512" { "AVX-512" } else { "AVX2" };
    println!("\n{set}: shares of the {peak} peak, medians of {processes} process(es)\n");
    println!(
        "| network, batch, loss, optimizer | us | % of peak | naive us | products us | allocations | parameters B | Gradient B |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    for (index, first) in runs[0].iter().enumerate() {
        let middle = |of: fn(&Row) -> f64| median(runs.iter().map(|rows| of(&rows[index])).collect());
        println!(
            "| {} | {} | {:.1} | {} | {} | {} | {} | {} |",
            first.name,
            number(middle(|row| row.microseconds)),
            middle(|row| row.share),
            number(middle(|row| row.naive)),
            number(middle(|row| row.products)),
            first.allocations,
            first.parameters,
            first.gradient,
        );
    }
}

/// Prints how the cost grows, on the best instruction set.
fn growth(effort: Effort) {
    let Some(&(set, width)) = sets().first() else {
        return println!("This processor has neither AVX-512 nor AVX2: there is no peak to compare to.");
    };
    let tables = [
        ("batch, of 64 -> 64 relu -> 64", growth::batches(effort, width)),
        ("width W, of 64 -> W relu -> 64, batches of 64", growth::widths(effort, width)),
        ("layers of 64, batches of 64", growth::depths(effort, width)),
    ];
    for (title, points) in tables {
        println!("\n{set}, MSE, SGD\n\n| {title} | ps a multiply-add | % of peak |\n|---:|---:|---:|");
        for point in points {
            println!("| {} | {:.1} | {:.1} |", point.size, point.picoseconds, point.share);
        }
    }
}

fn number(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else if value < 1.0 {
        format!("{value:.4}")
    } else {
        format!("{value:.2}")
    }
}

fn child(set: &str, filter: &str, quick: bool) -> std::io::Result<Vec<Row>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.env(CHILD, "1").env(ISA, set).arg(filter);
    if quick {
        command.arg("--quick");
    }
    let output = command.output()?;
    if !output.status.success() {
        return Err(std::io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(Row::parse).collect())
}
