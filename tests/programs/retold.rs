//! The examples: what they print is right, their pictures show something, and those of the documentation are these.
//!
//! Each is run in a directory of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use image::RgbImage;
use serde_json::Value;

/// The pictures in docs/images, each drawn by an example whose test is below.
const DOCUMENTED: [&str; 13] = [
    "diabetes.png",
    "digits_confusion.png",
    "digits_weights.png",
    "folds.png",
    "iris_confusion.png",
    "iris_regions.png",
    "learning_rates_linear.png",
    "learning_rates_nonlinear.png",
    "nonlinear_data.png",
    "nonlinear_residuals.png",
    "nonlinear_slices.png",
    "regression.png",
    "wine_predictions.png",
];

/// What an example printed, and where it was.
struct Told {
    text: String,
    directory: PathBuf,
}

/// The examples' programs by name, built as the test command builds them: then they are there already.
static EXAMPLES: LazyLock<BTreeMap<String, PathBuf>> = LazyLock::new(|| {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("Cargo.toml");
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--quiet", "--workspace", "--examples", "--message-format=json", "--manifest-path"]);
    let output = command.arg(manifest).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let messages = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let program = |message: Value| {
        let (name, path) = (message["target"]["name"].as_str()?, message["executable"].as_str()?);
        Some((name.to_owned(), PathBuf::from(path)))
    };
    messages.filter_map(program).collect()
});

fn run(example: &str, arguments: &[&str]) -> Told {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("retold").join(example);
    if directory.exists() {
        fs::remove_dir_all(&directory).unwrap();
    }
    fs::create_dir_all(&directory).unwrap();
    let mut command = Command::new(&EXAMPLES[example]);
    command.args(arguments);
    let output = command.current_dir(&directory).output().unwrap();
    assert!(output.status.success(), "{example}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        assert!(!["nan", "inf"].contains(&word.to_lowercase().as_str()), "{example} prints a bare `{word}`:\n{text}");
    }
    Told { text, directory }
}

impl Told {
    /// The numbers of a line.
    fn numbers(&self, with: &str) -> Vec<f64> {
        let line = self.text.lines().find(|line| line.contains(with));
        numbers(line.unwrap_or_else(|| panic!("no line with `{with}` in:\n{}", self.text)))
    }

    /// The pictures, each a line with nothing but its path, all drawn; and that there are so many.
    fn pictures(&self, count: usize) {
        let paths: Vec<&str> = self.text.lines().filter(|line| line.starts_with("target/plots/")).collect();
        assert_eq!(paths.len(), count, "{}", self.text);
        for path in paths {
            let picture = image::open(self.directory.join(path)).unwrap().into_rgb8();
            let colors: BTreeSet<[u8; 3]> = picture.pixels().map(|pixel| pixel.0).collect();
            let drawn = picture.pixels().filter(|pixel| pixel.0 != [255; 3]).count();
            assert!(colors.len() > 20 && drawn > 3000, "{path}: {drawn} pixels in {} colours", colors.len());
            let name = path.trim_start_matches("target/plots/");
            if DOCUMENTED.contains(&name) {
                let documented = image::open(images().join(name)).unwrap().into_rgb8();
                assert!(alike(&picture, &documented), "docs/images/{name} isn't what the example draws");
            }
        }
    }
}

fn images() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/images")
}

/// Whether two pictures are the same: pixel for pixel with AVX2 and with AVX-512, whose numbers are the same. The portable
/// loops round twice where these round once; a thousand steps at a high rate make some pixels of that. There the colours of
/// lines, dots and regions are compared.
fn alike(drawn: &RgbImage, documented: &RgbImage) -> bool {
    if fused() { drawn == documented } else { main_colors(drawn) == main_colors(documented) }
}

/// Whether the library takes AVX2 or AVX-512.
fn fused() -> bool {
    #[cfg(target_arch = "x86_64")]
    let has = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    let has = false;
    has && std::env::var("STATICNN_ISA").as_deref() != Ok("portable")
}

/// The colours that cover more than 200 pixels.
fn main_colors(picture: &RgbImage) -> BTreeSet<[u8; 3]> {
    let mut counts = BTreeMap::new();
    for pixel in picture.pixels() {
        *counts.entry(pixel.0).or_insert(0) += 1;
    }
    counts.into_iter().filter(|(_, count)| *count > 200).map(|(color, _)| color).collect()
}

fn tutorial() -> String {
    fs::read_to_string(images().join("../tutorial.md")).unwrap()
}

fn numbers(line: &str) -> Vec<f64> {
    let words = line.split(|c: char| !(c.is_ascii_digit() || ".-e".contains(c)));
    words.filter_map(|word| word.trim_end_matches('.').parse().ok()).collect()
}

/// A line without its numbers.
fn words(line: &str) -> String {
    line.chars().filter(|c| !(c.is_ascii_digit() || ".-e".contains(*c) || c.is_whitespace())).collect()
}

#[test]
fn every_picture_of_the_documentation_is_on_the_list() {
    let files = fs::read_dir(images()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    // Those of the growth are the benchmark's, and of no example.
    let drawn = |name: &String| name.ends_with(".png") && !name.starts_with("growth_");
    let pictures: BTreeSet<String> = files.filter(drawn).collect();
    assert_eq!(pictures, BTreeSet::from(DOCUMENTED.map(String::from)));
}

#[test]
fn the_loop_of_the_tutorial_is_the_example_and_a_good_rate_comes_down_to_the_noise() {
    let told = run("regression", &[]);
    let last = told.numbers("epoch 1000:")[1];
    assert!(tutorial().contains(&format!("losses[999] - {last:.4}")), "{last}");
    let of = |what| *told.numbers(what).last().unwrap();
    let [mean, noise, low, good] = ["predicting the mean", "the law, without", "the network:", "is now"].map(of);
    assert!(low > mean && good < 0.05 * mean && good < 1.5 * noise, "{}", told.text);
    assert!([mean, noise, low, good].iter().all(|error| tutorial().contains(&format!("{error:.3}"))), "{}", told.text);
    told.pictures(1);
}

#[test]
fn the_first_lesson_prints_what_it_should() {
    let told = run("first_network", &[]);
    let expected = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/golden/first_network.txt")).unwrap();
    assert_eq!(told.text.lines().count(), expected.lines().count(), "{}", told.text);
    for (line, expected) in told.text.lines().zip(expected.lines()) {
        assert_eq!(words(line), words(expected));
        if line.contains("largest difference") {
            assert!(numbers(line)[0] < 1e-4, "{line}");
            continue;
        }
        let (found, expected) = (numbers(line), numbers(expected));
        assert_eq!(found.len(), expected.len(), "{line}");
        for (found, expected) in found.iter().zip(&expected) {
            // Instruction sets round differently.
            assert!((found - expected).abs() <= 2e-4 * expected.abs().max(1.0), "{line}: {expected} is expected");
        }
    }
    // What the lesson says, whatever the draw.
    assert_eq!(told.numbers("observations it says").last(), told.numbers("by hand").last());
    assert_eq!(told.numbers("relu([-2, 1, 5, -7])"), [0.0, -2.0, 1.0, 5.0, -7.0, 0.0, 1.0, 5.0, 0.0]);
    assert_eq!(told.numbers("mean absolute error"), [0.0001, 0.01]);
    let losses: Vec<f64> = (1..=20).map(|tens| told.numbers(&format!("epoch {:3}:", 10 * tens))[1]).collect();
    assert!(losses.windows(2).all(|pair| pair[1] < pair[0]), "the loss falls");
    assert!(losses.windows(3).all(|three| three[0] - three[1] > three[1] - three[2]), "fast first, slower later");
    assert_eq!(told.numbers("ends at").last(), losses.last(), "by the trainer it is the same");
    let (mean, low) = (told.numbers("predict the mean")[0], told.numbers("steps were too small")[0]);
    let good = *told.numbers("learn the noise").last().unwrap();
    assert!(low > mean && mean > 2.0 && good < 1.1, "{}", told.text);
    told.pictures(2);
}

#[test]
fn a_network_follows_a_law_that_drifts() {
    let told = run("online", &[]);
    let rows: Vec<Vec<f64>> = (2..=8).map(|part| told.numbers(&format!("{:>16} ", 5000 * part))).collect();
    for row in &rows {
        let [_, mean, linear, _, learning] = row[..] else { panic!("{row:?}") };
        assert!(learning < 0.05 && learning < 0.2 * linear && linear < mean, "{}", told.text);
    }
    assert!(rows[0][3] == rows[0][4] && rows[3][3] > 2.0 * rows[3][1] && rows[6][3] < rows[6][1], "{}", told.text);
    told.pictures(1);
}

#[test]
fn a_network_learns_to_balance_a_pole() {
    let told = run("cart_pole", &[]);
    assert!(told.numbers("Before training")[1] < 60.0, "{}", told.text);
    assert!(told.numbers("After training")[1] >= 475.0, "{}", told.text);
    told.pictures(1);
}

#[test]
fn networks_follow_what_least_squares_cannot() {
    let told = run("nonlinear", &[]);
    let baseline = *told.numbers("Least squares:").last().unwrap();
    assert!((7.0..11.0).contains(&baseline), "{baseline}");
    let networks = ["8 relu", "64 relu", "16 relu -> 16 relu", "32 tanh -> 32 tanh"].map(|hidden| {
        let shape = format!("2 -> {hidden} -> 1");
        let row = told.numbers(&shape);
        let [.., parameters, seen, unseen] = row[..] else { panic!("{row:?}") };
        let told = format!("| {shape} | {parameters} | {seen:.1} | {unseen:.1} |");
        assert!(tutorial().contains(&told), "the tutorial hasn't got the row {told}");
        unseen
    });
    assert!(networks.iter().all(|loss| *loss < 0.5 * baseline), "{networks:?}");
    let best = networks.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(best < 1.5 && best > 0.7, "{best}");
    assert_eq!(told.numbers("The best, with")[0], best);
    told.pictures(3);
}

#[test]
fn every_learning_rate_has_its_sentence() {
    let told = run("learning_rates", &[]);
    let sentences = |word: &str| told.text.lines().filter(|line| line.starts_with("  ") && line.contains(word)).count();
    assert_eq!(told.text.lines().filter(|line| line.starts_with("  ")).count(), 12, "{}", told.text);
    assert!(sentences("Too low") >= 1 && sentences("Far too high") >= 1 && sentences("diverges") >= 1, "{}", told.text);
    assert!(sentences("Well chosen") >= 1, "{}", told.text);
    told.pictures(2);
}

#[test]
fn every_activation_is_drawn_and_the_documentations_pictures_are_these() {
    run("activations", &[]).pictures(18);
    let told = run("activations", &["svg", "svg"]);
    let drawn: Vec<&str> = told.text.lines().filter(|line| line.starts_with("svg/")).collect();
    assert_eq!(drawn.len(), 18);
    for path in drawn {
        let name = path.trim_start_matches("svg/");
        let documented = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/images/activations").join(name);
        let [new, old] = [told.directory.join(path), documented].map(|path| fs::read_to_string(path).unwrap());
        assert!(new == old, "docs/images/activations/{name} isn't what the example `activations` draws");
        assert!(!old.contains("\n\n"), "{name} has a blank line, at which the documentation would take it for text");
    }
}

#[test]
fn irises_are_told_apart() {
    let told = run("iris", &[]);
    let confusion = ["setosa ", "versicolor ", "virginica "]
        .map(|name| numbers(told.text.lines().find(|line| line.starts_with(name)).unwrap()));
    assert_eq!(confusion.iter().flatten().sum::<f64>(), 50.0);
    let right: f64 = (0..3).map(|species| confusion[species][species]).sum();
    assert!(right >= 45.0, "{}", told.text);
    assert_eq!(told.numbers("are right"), [2.0 * right]);
    assert_eq!(told.numbers("lie on the wrong side")[1], 150.0);
    told.pictures(3);
}

#[test]
fn a_network_does_as_well_as_least_squares_on_patients() {
    let told = run("diabetes", &[]);
    let means = told.numbers("  mean");
    assert!(means.iter().all(|mean| (0.45..0.55).contains(mean)) && means.len() == 2, "{means:?}");
    assert!(means.iter().all(|mean| tutorial().contains(&format!("{mean:.3}"))), "{means:?} are in the tutorial");
    assert_eq!(told.text.contains("no better than least squares"), means[0] <= means[1]);
    told.pictures(1);
}

#[test]
fn a_network_beats_least_squares_on_wines() {
    let told = run("wine_quality", &[]);
    let [rmse, mae, r2, linear_rmse, linear_mae, linear_r2] = told.numbers("  mean ")[..] else {
        panic!("{}", told.text)
    };
    assert!(rmse < linear_rmse && mae < linear_mae && r2 > linear_r2, "{}", told.text);
    assert!(rmse < 0.66 && r2 > 0.33 && linear_r2 > 0.32, "{}", told.text);
    let grades = &told.numbers("The first wine")[1..];
    assert!(grades.len() == 5 && grades.iter().all(|grade| (4.5..5.5).contains(grade)), "{}", told.text);
    told.pictures(2);
}

#[test]
fn handwritten_digits_are_read() {
    let told = run("digits", &[]);
    assert!(told.numbers("Of the held-out digits")[0] >= 97.0, "{}", told.text);
    told.pictures(3);
}

#[test]
#[ignore = "seven seconds without optimization"]
fn articles_of_clothing_are_told_apart() {
    let told = run("fashion", &[]);
    assert!(told.numbers("Of the held-out articles")[0] >= 75.0, "{}", told.text);
    told.pictures(3);
}

#[test]
#[ignore = "a minute and a half without optimization"]
fn digits_are_read_as_images() {
    let told = run("lenet", &[]);
    assert!(told.numbers("Of the held-out digits")[0] >= 98.0, "{}", told.text);
    told.pictures(4);
}

#[test]
#[ignore = "half a minute without optimization"]
fn waveforms_are_told_apart() {
    let told = run("signal", &[]);
    assert!(told.numbers("Of the held-out waves")[0] >= 95.0, "{}", told.text);
    told.pictures(4);
}

#[test]
#[ignore = "minutes without optimization"]
fn a_pedal_is_learnt() {
    let told = run("amp", &[]);
    assert!(told.numbers("The error-to-signal ratio")[0] <= 2.0, "{}", told.text);
    told.pictures(2);
}

#[test]
#[ignore = "a minute without optimization"]
fn passengers_are_forecast_better_than_by_the_year_before() {
    let told = run("forecast", &[]);
    assert!(told.numbers("The networks miss by")[0] <= 0.6, "{}", told.text);
    told.pictures(1);
}

#[test]
#[ignore = "a minute without optimization"]
fn gestures_are_told_apart() {
    let told = run("gesture", &[]);
    assert!(told.numbers("Of the held-out gestures")[0] >= 95.0, "{}", told.text);
    told.pictures(2);
}

#[test]
#[ignore = "minutes without optimization"]
fn characters_are_foreseen_better_than_by_their_frequencies() {
    let told = run("characters", &[]);
    let bits = told.numbers("The cross-entropy of the text held out");
    assert!(bits[0] <= bits[1] - 1.0, "{}", told.text);
    told.pictures(1);
}

#[test]
fn mnist_says_where_its_files_come_from() {
    let told = run("mnist", &[]);
    assert!(told.text.contains("t10k-labels-idx1-ubyte.gz"), "{}", told.text);
}
