//! What the compiler says of an item whose feature is off.
//!
//! Nothing implements these traits, and the items that stand in for those of a feature are bounded by them.

/// Needs the feature `rand`.
#[cfg(not(feature = "rand"))]
#[diagnostic::on_unimplemented(
    message = "`Trainer`, `ChaCha8Rng`, and a network's `init`, `new` and `initialize` need the feature `rand`",
    label = "the feature `rand` is off",
    note = "in Cargo.toml, write `features = [\"rand\"]` beside `default-features = false`; `Trainer` needs `[\"alloc\", \"rand\"]`"
)]
pub trait NeedsRand {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Needs the feature `alloc`.
#[cfg(not(feature = "alloc"))]
#[diagnostic::on_unimplemented(
    message = "`boxed` and `Trainer` need the feature `alloc`",
    label = "the feature `alloc` is off",
    note = "in Cargo.toml, write `features = [\"alloc\"]` beside `default-features = false`; `Trainer` needs `[\"alloc\", \"rand\"]`"
)]
pub trait NeedsAlloc {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Needs the feature `plot`.
#[cfg(not(feature = "plot"))]
#[diagnostic::on_unimplemented(
    message = "`History::plot` and `Chart` need the feature `plot`",
    label = "the feature `plot` is off",
    note = "in Cargo.toml, write `features = [\"plot\"]` for `staticnn`"
)]
pub trait NeedsPlot {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Needs the feature `safetensors`.
#[cfg(not(feature = "safetensors"))]
#[diagnostic::on_unimplemented(
    message = "`save`, `load` and the other methods for files need the feature `safetensors`",
    label = "the feature `safetensors` is off",
    note = "in Cargo.toml, write `features = [\"safetensors\"]` for `staticnn`"
)]
pub trait NeedsSafetensors {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Needs the feature `onnx`.
#[cfg(not(feature = "onnx"))]
#[diagnostic::on_unimplemented(
    message = "`save_onnx` and `to_onnx` need the feature `onnx`",
    label = "the feature `onnx` is off",
    note = "in Cargo.toml, write `features = [\"onnx\"]` for `staticnn`"
)]
pub trait NeedsOnnx {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Needs the feature `json`.
#[cfg(not(feature = "json"))]
#[diagnostic::on_unimplemented(
    message = "`load_rtneural` and `load_rtneural_bytes` need the feature `json`",
    label = "the feature `json` is off",
    note = "in Cargo.toml, write `features = [\"json\"]` for `staticnn`"
)]
pub trait NeedsJson {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Needs the feature `csv`.
#[cfg(not(feature = "csv"))]
#[diagnostic::on_unimplemented(
    message = "`Csv` and everything else in `dataset::csv` need the feature `csv`",
    label = "the feature `csv` is off",
    note = "in Cargo.toml, write `features = [\"csv\"]` for `staticnn`"
)]
pub trait NeedsCsv {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Needs the feature `idx`.
#[cfg(not(feature = "idx"))]
#[diagnostic::on_unimplemented(
    message = "the functions of `dataset::idx` need the feature `idx`",
    label = "the feature `idx` is off",
    note = "in Cargo.toml, write `features = [\"idx\"]` for `staticnn`"
)]
pub trait NeedsIdx {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Needs the feature `rayon`.
#[cfg(not(feature = "rayon"))]
#[diagnostic::on_unimplemented(
    message = "`Trainer::threads`, `Workers`, and a network's `gradient_with`, `loss_with` and `predict_batch_with` need the feature `rayon`",
    label = "the feature `rayon` is off",
    note = "in Cargo.toml, write `features = [\"rayon\"]` for `staticnn`"
)]
pub trait NeedsRayon {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Needs the feature `progress`.
#[cfg(all(feature = "alloc", feature = "rand", not(feature = "progress")))]
#[diagnostic::on_unimplemented(
    message = "`Trainer::progress` and `Progress` need the feature `progress`",
    label = "the feature `progress` is off",
    note = "in Cargo.toml, write `features = [\"progress\"]` for `staticnn`"
)]
pub trait NeedsProgress {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Needs the feature `checkpoint`.
#[cfg(all(feature = "alloc", feature = "rand", not(feature = "checkpoint")))]
#[diagnostic::on_unimplemented(
    message = "`Trainer::checkpoint` and `Trainer::resume` need the feature `checkpoint`",
    label = "the feature `checkpoint` is off",
    note = "in Cargo.toml, write `features = [\"checkpoint\"]` for `staticnn`"
)]
pub trait NeedsCheckpoint {
    /// What a call returns: no type, so that the compiler reports nothing of what follows.
    type Result;
}

/// Methods of a network that stand in for those of the feature `rand`.
#[cfg(not(feature = "rand"))]
macro_rules! methods_without_rand {
    () => {
        #[doc(hidden)]
        fn new<I: $crate::feature::NeedsRand + ?Sized, G: ?Sized>(_: &I, _: &mut G) -> Self {
            Self::ZEROS
        }

        #[doc(hidden)]
        fn init<G: $crate::feature::NeedsRand + ?Sized>(_: &mut G) -> Self {
            Self::ZEROS
        }

        #[doc(hidden)]
        fn initialize<I: $crate::feature::NeedsRand + ?Sized, G: ?Sized>(&mut self, _: &I, _: &mut G) {}
    };
}

#[cfg(not(feature = "rand"))]
pub(crate) use methods_without_rand;

/// A method of a network that stands in for that of the feature `alloc`.
#[cfg(not(feature = "alloc"))]
macro_rules! boxed_without_alloc {
    () => {
        #[doc(hidden)]
        fn boxed() -> Self
        where
            Self: $crate::feature::NeedsAlloc,
        {
            Self::ZEROS
        }
    };
}

#[cfg(not(feature = "alloc"))]
pub(crate) use boxed_without_alloc;
