//! The methods that every scaler has.

/// Defines the methods of a scaler with a method `column`, which returns how a column is scaled. `$fit` is a scaler in the
/// examples, of the two rows 10 and 30.
macro_rules! methods {
    ($Scaler:ident, low: $low:literal, high: $high:literal, what: $what:literal) => {
        impl<const N: usize, T: Scalar> $Scaler<N, T> {
            #[doc = concat!("Scales a row: ", $what, ".")]
            ///
            /// ```
            #[doc = concat!("use staticnn::scaler::", stringify!($Scaler), ";")]
            ///
            #[doc = concat!("let scaler = ", stringify!($Scaler), "::fit(&[[10.0], [30.0]])?;")]
            #[doc = concat!("assert_eq!(scaler.apply(&[10.0]), [", $low, "]);")]
            #[doc = concat!("assert_eq!(scaler.apply(&[30.0]), [", $high, "]);")]
            /// # Ok::<(), staticnn::scaler::Error>(())
            /// ```
            #[must_use]
            pub fn apply(&self, row: &[T; N]) -> [T; N] {
                let mut scaled = *row;
                self.apply_all(core::slice::from_mut(&mut scaled));
                scaled
            }

            /// Scales many rows in place. For a new `Vec`: `x.iter().map(|row| scaler.apply(row)).collect()`.
            ///
            /// ```
            #[doc = concat!("use staticnn::scaler::", stringify!($Scaler), ";")]
            ///
            /// let mut x = [[10.0], [30.0]];
            #[doc = concat!(stringify!($Scaler), "::fit(&x)?.apply_all(&mut x);")]
            #[doc = concat!("assert_eq!(x, [[", $low, "], [", $high, "]]);")]
            /// # Ok::<(), staticnn::scaler::Error>(())
            /// ```
            pub fn apply_all(&self, rows: &mut [[T; N]]) {
                for row in rows {
                    for (column, value) in row.iter_mut().enumerate() {
                        *value = T::from_f64(self.column(column).apply(value.to_f64()));
                    }
                }
            }

            /// Brings a scaled row, such as a prediction of a network that was trained on scaled targets, back to raw units.
            ///
            /// ```
            #[doc = concat!("use staticnn::scaler::", stringify!($Scaler), ";")]
            ///
            #[doc = concat!("let scaler = ", stringify!($Scaler), "::fit(&[[10.0], [30.0]])?;")]
            #[doc = concat!("assert_eq!(scaler.invert(&[", $high, "]), [30.0]);")]
            /// # Ok::<(), staticnn::scaler::Error>(())
            /// ```
            #[must_use]
            pub fn invert(&self, scaled: &[T; N]) -> [T; N] {
                let mut row = *scaled;
                self.invert_all(core::slice::from_mut(&mut row));
                row
            }

            /// Brings many scaled rows back to raw units in place, such as what
            /// [`predict_batch`](crate::Network::predict_batch) wrote.
            ///
            /// ```
            #[doc = concat!("use staticnn::scaler::", stringify!($Scaler), ";")]
            ///
            #[doc = concat!("let mut rows = [[", $low, "], [", $high, "]];")]
            #[doc = concat!(stringify!($Scaler), "::fit(&[[10.0], [30.0]])?.invert_all(&mut rows);")]
            /// assert_eq!(rows, [[10.0], [30.0]]);
            /// # Ok::<(), staticnn::scaler::Error>(())
            /// ```
            pub fn invert_all(&self, rows: &mut [[T; N]]) {
                for row in rows {
                    for (column, value) in row.iter_mut().enumerate() {
                        *value = T::from_f64(self.column(column).invert(value.to_f64()));
                    }
                }
            }

            /// Folds a scaler of the inputs into the first dense layer of a network that was trained on scaled inputs: the
            /// network then takes raw inputs, and its predictions are those of before within rounding. A second call would
            /// scale twice.
            ///
            /// Where a column is many spreads from 0, the sums of the folded stage cancel, and lose digits: a column about 1e5 with a
            /// deviation of 1 leaves two of the seven digits of f32. Scale such inputs by hand.
            ///
            /// The first stage may be a network, whose first stage is taken then. A scaler of the targets is folded in by
            /// [`fold_into_output`](Self::fold_into_output). The [module](crate::scaler) has an example.
            ///
            /// # Errors
            ///
            /// [`Error::Layer`] if the first stage isn't dense, [`Error::Bias`] if it has no bias, and [`Error::Fold`] if a
            /// weight or bias isn't finite afterwards. The network is unchanged then.
            pub fn fold_into<Net>(&self, net: &mut Net) -> Result<(), Error>
            where
                Net: Network<Scalar = T, Input = [T; N]>, // a scaler of the targets: fold_into_output
            {
                fold::inputs(net, |column| self.column(column))
            }

            /// Folds a scaler of the targets into the last dense layer of a network that was trained on scaled targets: the
            /// network then predicts raw targets, equal within rounding to what [`invert`](Self::invert) returned before. A
            /// second call would scale twice.
            ///
            /// The last stage is linear. It may be a network, whose last stage is taken then. The
            /// [module](crate::scaler) has an example.
            ///
            /// # Errors
            ///
            /// [`Error::Activation`] if the last stage has an activation, [`Error::Layer`] if it isn't dense, [`Error::Bias`]
            /// if it has no bias, and [`Error::Fold`] if a weight or bias isn't finite afterwards. The network is unchanged
            /// then.
            pub fn fold_into_output<Net>(&self, net: &mut Net) -> Result<(), Error>
            where
                Net: Network<Scalar = T, Output = [T; N]>, // a scaler of the inputs: fold_into
            {
                fold::outputs(net, |column| self.column(column))
            }
        }
    };
}

pub(super) use methods;
