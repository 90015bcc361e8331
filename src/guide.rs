//! The guide: pages to read, from the first steps to single questions. They are files in `docs`, and their programs are
//! tests.
//!
//! | page | for whom |
//! |---|---|
//! | [`tutorial`] | who is new to machine learning: from a weighted sum to your own network |
//! | [`tasks`] | who knows Keras, scikit-learn or PyTorch Lightning: load, split, scale, train, stop, judge, draw, save, deploy, debug |
//! | [`howto`] | target networks, recurrent cells, weights in the program |
//! | [`pytorch`] | who brings weights from PyTorch, or takes them there: files, names, and what corresponds to what |
//! | [`onnx`] | who brings models in ONNX files, or takes networks there |
//! | [`errors`] | who has got a message: every message with its cause and its cure |
//!
//! The pictures are shown if the documentation was built on this machine; elsewhere their descriptions are.

// The pages define their links for readers of the repository. Of two definitions of a link the first counts, so those here,
// before the page, are for readers of this documentation.

/// Defines where a picture is.
macro_rules! picture {
    ($name:literal) => {
        concat!("[", $name, "]: <file://", env!("CARGO_MANIFEST_DIR"), "/docs/images/", $name, ".png>")
    };
}

#[doc = picture!("folds")]
#[doc = picture!("regression")]
#[doc = picture!("nonlinear_data")]
#[doc = picture!("nonlinear_residuals")]
#[doc = picture!("nonlinear_slices")]
#[doc = picture!("diabetes")]
#[doc = picture!("learning_rates_linear")]
#[doc = picture!("learning_rates_nonlinear")]
#[doc = picture!("iris_confusion")]
#[doc = picture!("iris_regions")]
#[doc = "[guide]: crate::guide::tasks"]
#[doc = "[howto]: crate::guide::howto"]
#[doc = "[pytorch]: crate::guide::pytorch"]
#[doc = ""]
#[doc = include_str!("../docs/tutorial.md")]
pub mod tutorial {}

// One of its programs needs the feature.
#[cfg(any(not(doctest), feature = "checkpoint"))]
#[doc = picture!("wine_predictions")]
#[doc = picture!("digits_confusion")]
#[doc = picture!("digits_weights")]
#[doc = "[errors]: crate::guide::errors"]
#[doc = "[howto]: crate::guide::howto#build-the-weights-into-the-program"]
#[doc = "[onnx]: crate::guide::onnx"]
#[doc = "[pytorch]: crate::guide::pytorch"]
#[doc = "[tutorial]: crate::guide::tutorial#how-large-a-step"]
#[doc = ""]
#[doc = include_str!("../docs/guide.md")]
pub mod tasks {}

#[doc = "[guide]: crate::guide::tasks"]
#[doc = "[onnx]: crate::guide::onnx"]
#[doc = "[pytorch]: crate::guide::pytorch"]
#[doc = "[save]: crate::guide::tasks#save"]
#[doc = "[threads]: crate::guide::tasks#go-faster"]
#[doc = "[memory]: crate::guide::tutorial#a-network-with-a-memory"]
#[doc = ""]
#[doc = include_str!("../docs/howto.md")]
pub mod howto {}

#[doc = "[howto]: crate::guide::howto"]
#[doc = ""]
#[doc = include_str!("../docs/pytorch.md")]
pub mod pytorch {}

// Its programs need the feature.
#[cfg(any(not(doctest), feature = "onnx"))]
#[doc = "[pytorch]: crate::guide::pytorch#recurrent-networks"]
#[doc = ""]
#[doc = include_str!("../docs/onnx.md")]
pub mod onnx {}

// Its programs are pieces that need a context.
#[cfg(not(doctest))]
#[doc = "[onnx]: crate::guide::onnx"]
#[doc = ""]
#[doc = include_str!("../docs/errors.md")]
pub mod errors {}
