//! Programs that don't compile, with what the compiler says of each; and programs that do.
//!
//! `TRYBUILD=overwrite cargo test -p staticnn-tests --test refusals` records the messages anew, to be read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;
use trybuild::TestCases;

/// The compiler whose messages are on record.
const RECORDED: &str = "1.95.0";

/// Programs in which two sizes disagree, with the sizes, as the message says them.
const SIZES: [(&str, [&str; 2]); 10] = [
    ("an_input_has_the_networks_length", ["size of 3", "size of 4"]),
    ("an_output_has_the_networks_length", ["size of 2", "size of 1"]),
    ("an_output_gradient_has_the_outputs_length", ["size of 1", "size of 2"]),
    ("arrays_of_samples_have_one_length", ["; 3]", "; 2]"]),
    ("classes_are_as_many_as_outputs", ["`4`", "`3`"]),
    ("inputs_have_the_networks_length", ["size of 3", "size of 2"]),
    ("most_likely_is_of_the_outputs", ["size of 4", "size of 3"]),
    ("outputs_have_the_networks_length", ["[f32; 1]", "; 2]"]),
    ("targets_have_the_outputs_length", ["size of 2", "size of 1"]),
    ("targets_of_a_training_have_the_outputs_length", ["size of 1", "size of 2"]),
];

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The programs in a directory, or what is recorded of them.
fn files(directory: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(here().join(directory)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    files.sort();
    files
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn message(program: &str) -> String {
    fs::read_to_string(here().join("refusals").join(program).with_extension("stderr")).unwrap()
}

/// What a person reads of each error: its headline, or beside the caret what is wrong where the headline doesn't say.
fn headlines(message: &str) -> Vec<&str> {
    let mut lines = message.lines();
    let mut headlines = Vec::new();
    while let Some(line) = lines.next() {
        match line.split_once(": ") {
            Some((_, "mismatched types")) => {
                let label = lines.by_ref().find_map(|line| line.rsplit_once("^ "));
                headlines.push(label.expect("a mismatch has a label").1);
            }
            Some((kind, headline)) if kind == "error" || kind.starts_with("error[") => headlines.push(headline),
            _ => {}
        }
    }
    headlines
}

/// The version of the compiler in use: `1.95.0`.
fn version() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().unwrap();
    String::from_utf8(output.stdout).unwrap().split(' ').nth(1).unwrap().to_owned()
}

/// Which of the programs don't compile, whatever the compiler says of them: a package of them all, checked.
fn refused(package: &str, programs: &[PathBuf]) -> BTreeSet<String> {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
    let library = here().parent().unwrap();
    let mut manifest = format!(
        "[workspace]\n[package]\nname = \"{package}\"\nedition = \"2024\"\n[dependencies]\nstaticnn = {{ path = {library:?} }}\n"
    );
    for program in programs {
        manifest += &format!("[[bin]]\nname = {:?}\npath = {program:?}\n", name(program));
    }
    fs::create_dir_all(&room).unwrap();
    fs::write(room.join("Cargo.toml"), manifest).unwrap();
    fs::copy(library.join("Cargo.lock"), room.join("Cargo.lock")).unwrap();

    let check = ["check", "--bins", "--keep-going", "--offline", "--message-format=json", "--target-dir=target"];
    let output = Command::new(env!("CARGO")).args(check).current_dir(&room).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let messages = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let errors = messages.filter(|message| message["message"]["level"] == "error");
    let refused: BTreeSet<String> = errors.map(|error| error["target"]["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(output.status.success(), refused.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    refused
}

#[test]
fn what_is_wrong_is_refused() {
    let version = version();
    if version == RECORDED {
        TestCases::new().compile_fail("refusals/*.rs");
    } else {
        println!(
            "rustc is {version}, the messages on record are {RECORDED}'s: only whether each program is refused is looked at"
        );
        let programs = files("refusals", "rs");
        assert_eq!(refused("refused", &programs), programs.iter().map(|program| name(program)).collect());
    }
}

#[test]
fn what_is_right_is_accepted() {
    TestCases::new().pass("accepted/*.rs");
}

#[test]
fn a_refusal_is_seen_without_its_message() {
    let wrong = here().join("refusals/a_size_is_one_or_more.rs");
    let right = here().join("accepted/many_declarations.rs");
    assert_eq!(refused("two_programs", &[wrong, right]), BTreeSet::from(["a_size_is_one_or_more".to_owned()]));
}

#[test]
fn a_message_states_both_sizes_in_decimal() {
    for (program, sizes) in SIZES {
        let message = message(program);
        assert!(sizes.iter().all(|size| message.contains(size)), "{program}:\n{message}");
    }
}

#[test]
fn no_message_shows_a_number_as_a_type() {
    for program in files("refusals", "rs") {
        let message = message(&name(&program));
        assert!(!message.contains("UInt<") && !message.contains("UTerm"), "{}:\n{message}", program.display());
    }
}

#[test]
fn every_message_belongs_to_a_program_of_at_most_fifteen_lines() {
    let programs = files("refusals", "rs");
    assert!(programs.len() >= 25);
    let names = |files: &[PathBuf]| files.iter().map(|file| name(file)).collect::<Vec<_>>();
    assert_eq!(names(&programs), names(&files("refusals", "stderr")));
    for program in programs {
        let lines = fs::read_to_string(&program).unwrap().lines().count();
        assert!(lines <= 15, "{} has {lines} lines", program.display());
    }
}

#[test]
fn every_recorded_message_is_explained() {
    let page = fs::read_to_string(here().join("../docs/errors.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let explained: Vec<String> = rows.map(|row| row.replace("\\|", "|")).collect();
    let mut missing = BTreeSet::new();
    for program in files("refusals", "stderr") {
        let program = name(&program);
        let message = message(&program);
        let headlines = headlines(&message);
        assert!(!headlines.is_empty(), "{program} has no error");
        let unexplained = headlines.iter().filter(|headline| !explained.iter().any(|row| row.contains(**headline)));
        missing.extend(unexplained.map(|headline| format!("{headline} ({program})")));
    }
    assert!(missing.is_empty(), "docs/errors.md has no row for: {missing:#?}");
}
