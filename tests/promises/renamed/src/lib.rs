//! Declarations in a crate that knows the library by another name, and declarations that such a crate makes for others.
#![deny(warnings, missing_docs)]

use networks::prelude::*;

/// The library, for those who use [`hidden!`].
pub use networks as library;

network! {
    #[staticnn(crate = networks)]
    pub struct Regressor< 3 -> 12 relu -> 1 >;

    #[staticnn(crate = crate::library)]
    #[scalar(f64)]
    pub struct Classifier< 3 -> (3 * 4) leaky_relu(0.01) -> 3 softmax >;
}

/// A network of one hidden layer, in any crate.
#[macro_export]
macro_rules! hidden {
    ($name:ident, $size:expr) => {
        $crate::library::network! {
            #[staticnn(crate = $crate::library)]
            struct $name< 3 -> $size relu -> 1 >;
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    hidden!(Hidden, 3 * 4);

    #[test]
    fn a_renamed_crate_declares_and_predicts() {
        assert_eq!(Regressor::zeros().predict(&[1.0, 2.0, 3.0]), [0.0]);
        assert_eq!(Classifier::zeros().predict(&[1.0, 2.0, 3.0]), [1.0 / 3.0; 3]);
        assert_eq!(Hidden::PARAMETERS, 61);
        let net = network!(#[staticnn(crate = networks)] 3 -> 12 relu -> 1);
        assert_eq!(net.predict(&[1.0, 2.0, 3.0]), [0.0]);
    }
}
