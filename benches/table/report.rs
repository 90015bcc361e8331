//! Runs the cases in child processes and prints the tables.

use std::process::Command;

use staticnn::prelude::*;

use crate::alignment;
use crate::cases::{self, Effort, Row, median};
use crate::elementary;
use crate::growth::{self, Point};
use crate::lanes;
use crate::machine::{description, on_a_large_stack};
use crate::peak::Width;

const CHILD: &str = "STATICNN_BENCH_CHILD";
const ISA: &str = "STATICNN_ISA";

/// Returns the instruction sets of this processor, each with the vectors of its peak.
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
    let asked = |option: &str| arguments.iter().any(|argument| argument == option);
    let quick = asked("--quick");
    let calls = arguments.iter().find_map(|argument| argument.strip_prefix("--calls=")?.parse().ok());
    let effort = Effort { seconds: if quick { 0.02 } else { 0.3 }, calls };
    if std::env::var_os(CHILD).is_some() {
        let filter = arguments.iter().find(|argument| !argument.starts_with('-')).map_or("", String::as_str);
        let set = std::env::var(ISA).unwrap_or_default();
        let width = if set == "avx512" { Width::Avx512 } else { Width::Avx2 };
        return on_a_large_stack(|| {
            if asked("--alignment") {
                alignment::all(&set, filter, effort, width);
            } else if asked("--elementary") {
                elementary::all(&set, effort);
            } else if asked("--lanes") {
                lanes::all(&set, effort, width);
            } else {
                cases::all(filter, effort, width, |row| println!("{}", row.line()));
            }
        });
    }
    println!("{}", description());
    if sets().is_empty() {
        println!("This processor has neither AVX-512 nor AVX2: there is no peak to compare to.");
    }
    if asked("--growth") {
        return growth(effort);
    }
    for (set, _) in sets() {
        if asked("--alignment") {
            run(set, &arguments);
        } else if asked("--elementary") || asked("--lanes") {
            if set != "portable" {
                run(set, &arguments);
            }
        } else {
            table(set, &arguments, if quick { 1 } else { 5 });
        }
    }
}

/// Runs a process for an instruction set, which prints what it measures.
fn run(set: &str, arguments: &[String]) {
    let status = command(set, arguments).and_then(|mut command| command.status());
    if !status.is_ok_and(|status| status.success()) {
        eprintln!("a process of the benchmark failed");
        std::process::exit(1);
    }
}

/// Runs all cases for an instruction set and prints the medians over the processes.
fn table(set: &str, arguments: &[String], processes: usize) {
    let mut runs: Vec<Vec<Row>> = Vec::new();
    for _ in 0..processes {
        match child(set, arguments) {
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
        "| network, batch, loss, optimizer | us boxed | us on the stack | aligned | % of peak | % of bandwidth | naive us \
         | products us | allocations | parameters B | Tape B | Gradient B | of it a block's tape, scratch B |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    let middle = |index: usize, of: fn(&Row) -> f64| median(runs.iter().map(|rows| of(&rows[index])).collect());
    for (index, first) in runs[0].iter().enumerate() {
        println!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {}, {} |",
            first.name,
            number(middle(index, |row| row.boxed)),
            number(middle(index, |row| row.stacked)),
            alignments(runs.iter().map(|rows| rows[index].alignment)),
            percent(middle(index, |row| row.share)),
            percent(middle(index, |row| row.bandwidth[0])),
            number(middle(index, |row| row.naive)),
            number(middle(index, |row| row.products)),
            first.allocations,
            first.parameters,
            first.tape,
            first.gradient,
            first.block[0],
            first.block[1],
        );
    }
    println!();
    for (index, first) in runs[0].iter().enumerate() {
        if first.values > 0 {
            let nanoseconds = middle(index, |row| row.boxed) * 1e3 / first.values as f64;
            println!("{}: {nanoseconds:.2} ns a value", first.name);
        }
    }
    println!();
    for (index, first) in runs[0].iter().enumerate() {
        let rate = middle(index, |row| row.bandwidth[1]);
        if !rate.is_nan() {
            println!("{}: the core reads {} B at {rate:.0} GB/s", first.name, first.parameters);
        }
    }
    println!();
    for (index, first) in runs[0].iter().enumerate() {
        let Some(network) = first.name.strip_prefix("gradient of one, ") else { continue };
        let predict = runs[0].iter().position(|row| row.name.strip_prefix("predict ") == Some(network));
        // Both times are of one process: memory addresses, and with them times, differ between processes.
        let ratio = |predict: usize| median(runs.iter().map(|rows| rows[index].boxed / rows[predict].boxed).collect());
        if let Some(predict) = predict {
            println!("{network}: a gradient of one sample takes {:.1} times its prediction", ratio(predict));
        }
    }
    // Load on the machine can't explain a factor of ten, so this is a bug.
    let broken =
        |index: &usize| middle(*index, |row| row.boxed.max(row.stacked)) > 10.0 * middle(*index, |row| row.naive);
    if let Some(index) = (0..runs[0].len()).find(broken) {
        eprintln!("{} took more than ten times as long as plain loops", runs[0][index].name);
        std::process::exit(1);
    }
}

/// Writes the alignments of the processes: in the box and on the stack, once if they were the same in all processes.
fn alignments(runs: impl Iterator<Item = [usize; 2]>) -> String {
    let [mut boxed, mut stacked]: [Vec<usize>; 2] = runs.map(|[boxed, stacked]| (boxed, stacked)).unzip().into();
    let list = |alignments: &mut Vec<usize>| {
        alignments.sort_unstable();
        alignments.dedup();
        alignments.iter().map(usize::to_string).collect::<Vec<_>>().join(" or ")
    };
    format!("{}, {}", list(&mut boxed), list(&mut stacked))
}

/// Prints and draws the growth of the cost on the best instruction set.
fn growth(effort: Effort) {
    let Some(&(set, width)) = sets().first() else { return };
    let tables = [
        ("batch", "batch, of 64 -> 64 relu -> 64", best(|| growth::batches(effort, width))),
        ("width", "width W, of 64 -> W relu -> 64, batches of 64", best(|| growth::widths(effort, width))),
        ("depth", "layers of 64, batches of 64", best(|| growth::depths(effort, width))),
    ];
    for (name, title, points) in tables {
        println!(
            "\n{set}, MSE, SGD\n\n| {title} | ps a multiply-add | % of peak | % of the next whole vector's speed |"
        );
        println!("|---:|---:|---:|---:|");
        for point in &points {
            let whole = points.iter().find(|other| other.size == point.size.next_multiple_of(16));
            let speed = whole
                .filter(|_| name == "width")
                .map_or(String::new(), |whole| format!("{:.0}", 100.0 * whole.picoseconds / point.picoseconds));
            println!("| {} | {:.1} | {:.1} | {speed} |", point.size, point.picoseconds, point.share);
        }
        if let Err(error) = draw(name, title, &points) {
            eprintln!("growth_{name}.png: {error}");
            std::process::exit(1);
        }
    }
}

/// Returns the best of three rounds per point, since other load may slow one of them.
fn best(round: impl Fn() -> Vec<Point>) -> Vec<Point> {
    let mut points = round();
    for _ in 0..2 {
        for (point, again) in points.iter_mut().zip(round()) {
            if again.share > point.share {
                *point = again;
            }
        }
    }
    points
}

/// Draws a growth table.
fn draw(name: &str, title: &str, points: &[Point]) -> Result<(), Box<dyn std::error::Error>> {
    let path = format!("{}/../target/plots/growth_{name}.png", env!("CARGO_MANIFEST_DIR"));
    // The depth is 1 to 6, on a linear axis; the others grow by factors, on a logarithmic one.
    let (axis, position): (_, fn(usize) -> f64) = if name == "depth" {
        (name.to_owned(), |size| size as f64)
    } else {
        (format!("{name}, as a power of 2"), |size| (size as f64).log2())
    };
    let points = points.iter().map(|point| (position(point.size), point.share));
    Chart::new(title).axes(&axis, "% of the core's peak").line("", points.clone()).points("", points).save(&path)?;
    println!("\n{path}");
    Ok(())
}

fn percent(value: f64) -> String {
    if value.is_nan() { String::new() } else { format!("{value:.1}") }
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

/// Returns the command that runs this program on an instruction set.
fn command(set: &str, arguments: &[String]) -> std::io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.env(CHILD, "1").env(ISA, set).args(arguments);
    Ok(command)
}

fn child(set: &str, arguments: &[String]) -> std::io::Result<Vec<Row>> {
    let output = command(set, arguments)?.output()?;
    if !output.status.success() {
        return Err(std::io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(Row::parse).collect())
}
