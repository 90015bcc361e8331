//! Programs that don't compile, with what the compiler says of them.
//!
//! A program of `refusals/` is a theme. Each module or function at its top, but for `main`, is one refusal, named after the
//! rule that it breaks. `TRYBUILD=overwrite cargo test -p staticnn-types` records the messages anew, to be read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use trybuild::TestCases;

/// The compiler whose messages are on record.
const RECORDED: &str = "1.95.0";

/// Refusals in which two sizes disagree, with the sizes, as the message says them.
const SIZES: [(&str, [&str; 2]); 18] = [
    ("a_constant_has_as_many_numbers_as_the_network", ["size of 61", "size of 60"]),
    ("a_constant_size_takes_part", ["9 values", "takes 8"]),
    ("a_custom_layer_takes_what_the_stage_before_puts_out", ["12 values", "takes 5"]),
    ("a_network_takes_what_a_network_puts_out", ["4 values", "takes 8"]),
    ("a_network_takes_what_the_input_has", ["7 values", "takes 8"]),
    ("a_network_takes_what_the_stage_before_puts_out", ["10 values", "takes 8"]),
    ("an_input_has_the_networks_length", ["size of 3", "size of 4"]),
    ("an_output_has_the_networks_length", ["size of 2", "size of 1"]),
    ("an_output_gradient_has_the_outputs_length", ["size of 1", "size of 2"]),
    ("arrays_of_samples_have_one_length", ["; 3]", "; 2]"]),
    ("bytes_are_as_many_as_the_networks", ["size of 244", "size of 4"]),
    ("classes_are_as_many_as_outputs", ["Class<4>", "Class<3>"]),
    ("inputs_have_the_networks_length", ["[f32; 3]", "; 2]"]),
    ("most_likely_is_of_the_outputs", ["size of 4", "size of 3"]),
    ("outputs_have_the_networks_length", ["[f32; 1]", "; 2]"]),
    ("targets_have_the_outputs_length", ["[f32; 1]", "; 2]"]),
    ("targets_of_a_training_have_the_outputs_length", ["[f32; 1]", "; 2]"]),
    ("validation_inputs_have_the_networks_length", ["[f32; 3]", "; 2]"]),
];

/// A program, and what is recorded of it.
struct Program {
    path: PathBuf,
    /// Each refusal's name, with its lines, counted from 1.
    refusals: BTreeMap<String, RangeInclusive<usize>>,
    record: String,
}

impl Program {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        let mut refusals = BTreeMap::new();
        let mut open = None;
        for (line, text) in (1..).zip(text.lines()) {
            if let Some(rest) = text.strip_prefix("mod ").or_else(|| text.strip_prefix("fn ")) {
                open = Some((rest.split([' ', '(']).next().unwrap(), line));
            }
            if (text == "}" || text.ends_with(" {}"))
                && let Some((name, first)) = open.take()
                && name != "main"
            {
                refusals.insert(name.to_owned(), first..=line);
            }
        }
        let record = fs::read_to_string(path.with_extension("stderr")).unwrap_or_default();
        Self { path, refusals, record }
    }

    fn name(&self) -> String {
        self.path.file_stem().unwrap().to_str().unwrap().to_owned()
    }

    /// The refusal that has this line.
    fn at(&self, line: usize) -> Option<&str> {
        self.refusals.iter().find(|(_, lines)| lines.contains(&line)).map(|(name, _)| name.as_str())
    }

    /// The recorded errors, each with the line of the program that it is about.
    fn errors(&self) -> Vec<(usize, &str)> {
        let starts = |line: &str| line.starts_with("error: ") || line.starts_with("error[");
        let mut offsets = Vec::new();
        let mut at = 0;
        for line in self.record.split_inclusive('\n') {
            if starts(line) {
                offsets.push(at);
            }
            at += line.len();
        }
        let ends = offsets.iter().skip(1).copied().chain([self.record.len()]);
        let errors = offsets.iter().zip(ends).map(|(start, end)| &self.record[*start..end]);
        let place = format!("--> refusals/{}.rs:", self.name());
        let line = |error: &str| {
            let (_, rest) = error.split_once(&place).unwrap_or_else(|| panic!("an error without a place: {error}"));
            rest.split(':').next().unwrap().parse().unwrap()
        };
        errors.map(|error| (line(error), error)).collect()
    }

    /// What is recorded of each refusal.
    fn messages(&self) -> BTreeMap<&str, String> {
        let mut messages = BTreeMap::<&str, String>::new();
        for (line, error) in self.errors() {
            let refusal = self.at(line).unwrap_or_else(|| panic!("{}: of no refusal: {error}", self.name()));
            *messages.entry(refusal).or_default() += error;
        }
        messages
    }
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn programs() -> Vec<Program> {
    let entries = fs::read_dir(here().join("refusals")).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "rs")).collect();
    paths.sort();
    paths.into_iter().map(Program::read).collect()
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

/// A line of what `rustc -vV` says: `release` is `1.95.0`.
fn rustc(key: &str) -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
    value.unwrap_or_else(|| panic!("no `{key}` in {text}")).to_owned()
}

/// Where the compiler, whatever it says, finds errors: in which programs, on which lines.
fn refused(package: &str, programs: &[PathBuf]) -> BTreeMap<String, BTreeSet<usize>> {
    let mut refused = BTreeMap::<String, BTreeSet<usize>>::new();
    for (program, line, _) in errors(package, programs, r#", features = ["pretrained"]"#) {
        refused.entry(program).or_default().insert(line);
    }
    refused
}

/// Copies the files of weights that refusals name to the folder of a package, where the compiler looks for them.
fn copy_weights(package: &Path) {
    let copies = package.join("weights");
    fs::create_dir_all(&copies).unwrap();
    for entry in fs::read_dir(here().join("refusals/weights")).unwrap() {
        let file = entry.unwrap();
        fs::copy(file.path(), copies.join(file.file_name())).unwrap();
    }
}

/// The errors of a package of these programs, which depends on the library with these `options`: the program, the line and
/// the headline.
fn errors(package: &str, programs: &[PathBuf], options: &str) -> Vec<(String, usize, String)> {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
    let library = here().join("../..").canonicalize().unwrap();
    let mut manifest = format!(
        "[workspace]\n[package]\nname = \"{package}\"\nedition = \"2024\"\n[dependencies]\nstaticnn = {{ path = {library:?}{options} }}\n"
    );
    for program in programs {
        let name = program.file_stem().unwrap();
        manifest += &format!("[[bin]]\nname = {name:?}\npath = {program:?}\n");
    }
    copy_weights(&room);
    fs::write(room.join("Cargo.toml"), manifest).unwrap();
    fs::copy(library.join("Cargo.lock"), room.join("Cargo.lock")).unwrap();

    // As trybuild checks, and where: so the library is there already.
    let target = rustc("host");
    let flags = r#"["--cfg", "trybuild", "--verbose", "-A", "dead_code", "--diagnostic-width=140"]"#;
    let mut command = Command::new(env!("CARGO"));
    command.args(["check", "--bins", "--keep-going", "--offline", "--message-format=short", "--target", &target]);
    command.arg(format!("--config=build.rustflags={flags}"));
    command.arg(format!("--config=target.{target}.rustflags={flags}"));
    command.arg("--target-dir").arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild"));
    let output = command.env("CARGO_INCREMENTAL", "0").env_remove("RUSTFLAGS").current_dir(&room).output().unwrap();
    let lines = String::from_utf8(output.stderr).unwrap();

    // `/path/sizes.rs:3:29: error: a size is 1 or more`
    let error = |line: &str| {
        let (place, headline) = line.split_once(": error")?;
        let (path, position) = place.split_once(".rs:")?;
        let line = position.split(':').next()?.parse().ok()?;
        Some((Path::new(path).file_name()?.to_str()?.to_owned(), line, headline.to_owned()))
    };
    let errors: Vec<_> = lines.lines().filter_map(error).collect();
    assert_eq!(output.status.success(), errors.is_empty(), "{lines}");
    errors
}

#[test]
fn what_is_wrong_is_refused() {
    let version = rustc("release");
    if version == RECORDED {
        // The package that trybuild writes.
        copy_weights(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild").join(env!("CARGO_PKG_NAME")));
        TestCases::new().compile_fail("refusals/*.rs");
        return;
    }
    println!("rustc is {version}, the messages on record are {RECORDED}'s: only whether each is refused is looked at");
    let programs = programs();
    let paths: Vec<PathBuf> = programs.iter().map(|program| program.path.clone()).collect();
    let refused = refused("refused", &paths);
    for program in programs {
        let lines = refused.get(&program.name()).into_iter().flatten();
        let found: BTreeSet<&str> = lines.filter_map(|line| program.at(*line)).collect();
        assert_eq!(found, program.refusals.keys().map(String::as_str).collect(), "{}", program.name());
    }
}

#[test]
fn a_refusal_is_seen_without_its_message() {
    let program = Program::read(here().join("refusals/biases.rs"));
    let right = Path::new(env!("CARGO_TARGET_TMPDIR")).join("right.rs");
    fs::write(&right, "staticnn::network! { struct Net< 3 -> 1 >; }\nfn main() {}\n").unwrap();
    let refused = refused("two_programs", &[program.path.clone(), right]);
    assert_eq!(refused.keys().collect::<Vec<_>>(), ["biases"]);
    let found: BTreeSet<&str> = refused["biases"].iter().filter_map(|line| program.at(*line)).collect();
    assert_eq!(found, program.refusals.keys().map(String::as_str).collect());
}

/// The errors of each refusal name the feature that their program is called after, where the library has these `features`.
fn assert_name_their_feature(programs: &[&str], features: &str) {
    let programs: Vec<Program> =
        programs.iter().map(|feature| Program::read(here().join(format!("without/{feature}.rs")))).collect();
    let paths: Vec<PathBuf> = programs.iter().map(|program| program.path.clone()).collect();
    let options = format!(", default-features = false, features = {features}");
    let errors = errors(&format!("without_{}", programs[0].name()), &paths, &options);
    for program in programs {
        let mut named = BTreeSet::new();
        for (_, line, headline) in errors.iter().filter(|(name, ..)| *name == program.name()) {
            assert!(headline.contains(&format!("need the feature `{}`", program.name())), "{line}: {headline}");
            named.insert(program.at(*line).unwrap_or_else(|| panic!("of no refusal: {headline}")));
        }
        assert_eq!(named, program.refusals.keys().map(String::as_str).collect());
    }
}

#[test]
fn an_item_whose_feature_is_off_names_it() {
    assert_name_their_feature(&["alloc"], r#"["rand"]"#);
    let others = ["csv", "checkpoint", "idx", "json", "onnx", "plot", "pretrained", "progress", "rayon", "safetensors"];
    assert_name_their_feature(&others, r#"["std", "rand"]"#);
    assert_name_their_feature(&["rand"], r#"["alloc"]"#);
}

#[test]
fn every_refusal_has_a_message_and_at_most_fifteen_lines() {
    let mut names = BTreeSet::new();
    for program in programs() {
        let refusals: Vec<&str> = program.refusals.keys().map(String::as_str).collect();
        // Errors of an early phase of the compiler can hide those of a later one: then a refusal is missing here.
        assert_eq!(program.messages().into_keys().collect::<Vec<_>>(), refusals, "{}", program.name());
        for (refusal, lines) in program.refusals {
            let inside = lines.count() - 2;
            assert!(inside <= 15, "{refusal} has {inside} lines");
            assert!(names.insert(refusal.clone()), "there are two refusals named {refusal}");
        }
    }
    assert!(names.len() >= 120, "there are only {} refusals", names.len());
}

#[test]
fn a_message_states_both_sizes_in_decimal() {
    let programs = programs();
    let messages: BTreeMap<&str, String> = programs.iter().flat_map(Program::messages).collect();
    for (refusal, sizes) in SIZES {
        let message = &messages[refusal];
        assert!(sizes.iter().all(|size| message.contains(size)), "{refusal}:\n{message}");
    }
}

#[test]
fn no_message_shows_a_number_as_a_type() {
    for program in programs() {
        let record = &program.record;
        assert!(!record.contains("UInt<") && !record.contains("UTerm"), "{}:\n{record}", program.name());
    }
}

#[test]
fn every_recorded_message_is_explained() {
    let page = fs::read_to_string(here().join("../../docs/errors.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let explained: Vec<String> = rows.map(|row| row.replace("\\|", "|")).collect();
    let mut missing = BTreeSet::new();
    for program in programs() {
        for (refusal, message) in program.messages() {
            let headlines = headlines(&message);
            let unexplained = headlines.iter().filter(|headline| !explained.iter().any(|row| row.contains(**headline)));
            missing.extend(unexplained.map(|headline| format!("{headline} ({refusal})")));
        }
    }
    assert!(missing.is_empty(), "docs/errors.md has no row for: {missing:#?}");
}
