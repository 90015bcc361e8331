//! Runs staticnn and its peers in turns, a process each, and prints one table. `../run` builds them all and calls this.

mod agreement;
#[path = "../../../table/alone.rs"]
mod alone;
mod machine;
#[path = "../../../table/peak.rs"]
mod peak;
mod peer;
mod report;
mod staticnn;

use std::process::ExitCode;

use peer::Peer;
use peers_work::process::serve;
use peers_work::rows::{self, Row};

/// The first argument of the process that measures staticnn.
const OURS: &str = "--staticnn";

/// What is asked for.
struct Options {
    quick: bool,
    /// Only rows with this text in their name.
    rows: String,
    peers: Vec<Peer>,
    /// Sentences about peers that can't run.
    missing: Vec<String>,
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { quick: false, rows: String::new(), peers: Vec::new(), missing: Vec::new() };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--quick" => options.quick = true,
                "--rows" => options.rows = value()?,
                "--missing" => options.missing.push(value()?),
                "--peer" => options.peers.push(Peer::new(&value()?)?),
                _ => return Err(format!("{argument} is none of --quick, --rows, --missing, --peer")),
            }
        }
        Ok(options)
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if_eq(OURS).is_some() {
        serve(&machine::staticnn_version(), staticnn::answer);
        return ExitCode::SUCCESS;
    }
    match Options::read(arguments).and_then(|options| compare(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures the rows and prints the table.
fn compare(options: &Options) -> Result<(), String> {
    let rows: Vec<Row> = rows::all().into_iter().filter(|row| row.name.contains(&options.rows)).collect();
    if rows.is_empty() {
        return Err(format!("no row has `{}` in its name", options.rows));
    }
    let (rounds, seconds) = if options.quick { (1, 0.02) } else { (3, 0.25) };
    let mut ours = Peer::ours()?;
    let mut peers = options.peers.clone();
    for round in 1..=rounds {
        for peer in std::iter::once(&mut ours).chain(&mut peers) {
            eprintln!("round {round} of {rounds}: {}", peer.name);
            peer.run(&rows, seconds)?;
        }
    }
    for peer in &peers {
        for row in &rows {
            agreement::check(row, &ours, peer)?;
        }
    }
    machine::print_facts(&ours, &peers, &options.missing);
    println!("\nMicroseconds, medians of {rounds} process(es)\n");
    report::print(&rows, &ours, &peers);
    Ok(())
}
