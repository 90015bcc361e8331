//! Scalers: inputs and targets brought to about unit size for training, and back.
//!
//! | scaler | scaled | over the data that it was fitted to |
//! |---|---|---|
//! | [`Standardizer`] | (x - mean) / deviation | mean 0 and deviation 1 per column |
//! | [`MinMax`] | (x - minimum) / (maximum - minimum) | from 0 to 1 per column |
//!
//! A network learns badly, or diverges, where one column is a thousand times as large as another, or a target is far from 0. Fit
//! a scaler to the training data alone, and apply it to all data:
//!
//! ```
//! use staticnn::prelude::*;
//! use staticnn::scaler::Standardizer;
//!
//! network! { struct Line< 1 -> 1 >; }
//!
//! let (x, y) = ([[10.0], [30.0]], [[500.0], [1300.0]]); // y = 40 x + 100
//! let (inputs, targets) = (Standardizer::fit(&x)?, Standardizer::fit(&y)?);
//! let (scaled_x, scaled_y) = (x.map(|row| inputs.apply(&row)), y.map(|row| targets.apply(&row)));
//!
//! let mut net = Line::zeros();
//! let samples = Samples::from((&scaled_x, &scaled_y));
//! Trainer::new(Mse, Sgd::new(0.1)).fit(&mut net, &samples, &mut ChaCha8Rng::seed_from_u64(1))?;
//! let by_hand = targets.invert(&net.predict(&inputs.apply(&[20.0])));
//!
//! inputs.fold_into(&mut net)?; // now it takes raw inputs
//! targets.fold_into_output(&mut net)?; // and predicts raw targets
//! assert!((net.predict(&[20.0])[0] - by_hand[0]).abs() < 1e-2);
//! assert!((net.predict(&[20.0])[0] - 900.0).abs() < 1e-2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A folded network needs no scaler where it is deployed. With the feature `serde`, scalers are written like networks, for programs
//! that scale by hand.
//!
//! # Constant columns
//!
//! A column that had one value throughout becomes 0, whatever its value is later, and `invert` gives that value back. A network
//! learns nothing from such a column, so a folded one ignores it. scikit-learn instead subtracts the mean and divides by 1.

mod column;
mod end_stage;
mod error;
mod fold;
mod methods;
mod min_max;
mod standardizer;

pub use end_stage::EndStage;
pub use error::Error;
pub use min_max::MinMax;
pub use standardizer::Standardizer;
