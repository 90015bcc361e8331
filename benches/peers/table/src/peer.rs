//! A peer: its program, and what its processes have said so far.

use std::io::Write;
use std::process::{Command, Stdio};

use peers_work::process::{Answer, Line};
use peers_work::rows::Row;

/// A library under measurement.
#[derive(Clone, Debug)]
pub struct Peer {
    pub name: String,
    /// The program and its arguments; the seconds per row follow them.
    command: Vec<String>,
    pub version: String,
    /// Row and answer, of every process.
    answers: Vec<(String, Answer)>,
}

impl Peer {
    /// Reads `NAME=PROGRAM` or `NAME=PROGRAM SCRIPT`, with a tab before the script.
    pub fn new(text: &str) -> Result<Self, String> {
        let (name, command) = text.split_once('=').ok_or(format!("--peer {text}: expected NAME=PROGRAM"))?;
        Ok(Self::running(name, command.split('\t').map(str::to_owned).collect()))
    }

    /// Returns staticnn, which this program measures itself.
    pub fn ours() -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|error| format!("this program's path: {error}"))?;
        Ok(Self::running("staticnn", vec![program.display().to_string(), crate::OURS.to_owned()]))
    }

    fn running(name: &str, command: Vec<String>) -> Self {
        Self { name: name.to_owned(), command, version: String::new(), answers: Vec::new() }
    }

    /// Runs a process and keeps its answers. It must answer every row, or say that it leaves it out.
    pub fn run(&mut self, rows: &[Row], seconds: f64) -> Result<(), String> {
        let name = &self.name;
        let told: String = rows.iter().map(|row| format!("{row}\n")).collect();
        let mut child = Command::new(&self.command[0])
            .args(&self.command[1..])
            .arg(seconds.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{name}: {} doesn't start: {error}", self.command[0]))?;
        // The rows fit into a pipe, so the process need not read them before this goes on.
        let written = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(told.as_bytes()));
        let output = child.wait_with_output().map_err(|error| format!("{name}: {error}"))?;
        if !output.status.success() {
            return Err(format!("{name}: the process ended with {}; its messages are above", output.status));
        }
        written.map_err(|error| format!("{name}: the process doesn't read its rows: {error}"))?;
        let mut answered = 0;
        for line in String::from_utf8_lossy(&output.stdout).lines().filter_map(Line::parse) {
            match line {
                Line::Version(version) => self.version = version,
                Line::Without(_) => answered += 1,
                Line::Row(row, answer) => {
                    self.answers.push((row, answer));
                    answered += 1;
                }
            }
        }
        if answered != rows.len() {
            return Err(format!("{name}: {answered} answers to {} rows", rows.len()));
        }
        Ok(())
    }

    /// Returns what the processes found for a row: empty for a row that the peer leaves out.
    pub fn answers<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = &'a Answer> {
        self.answers.iter().filter(|(name, _)| *name == row.name).map(|(_, answer)| answer)
    }

    /// Returns the median over the processes.
    pub fn median(&self, row: &Row, of: impl Fn(&Answer) -> f64) -> Option<f64> {
        let mut values: Vec<f64> = self.answers(row).map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    }
}
