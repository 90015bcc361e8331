//! A rectifier that learns its slope.

/// y = z for z > 0, else a z, where a is learnt: one number per layer, the field `slope`.
///
/// f'(z) = 1 for z > 0, else a (at 0 too); and with g the gradient with respect to y, that with respect to a is the sum of
/// g z over all z of 0 and below. Since a may be anything, y doesn't tell z: the tape keeps z too. Range: all numbers. a is
/// 0.25 at `new` and `init`, 0 at `zeros`, and a parameter after the bias.
/// Source: He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", 2015.
///
#[doc = include_str!("../../docs/images/activations/prelu.svg")]
///
/// ```
/// use staticnn::prelude::*;
///
/// network! { struct Bent< 1 -> 1 prelu >; }
///
/// let mut net = Bent::new(&Constant(1.0), &mut ChaCha8Rng::seed_from_u64(42));
/// assert_eq!(net.layer1.slope, 0.25);
/// assert_eq!(net.parameters(), [1.0, 0.0, 0.25]); // weight, bias, slope
/// assert_eq!(net.predict(&[-2.0]), [-0.5]);
///
/// let samples = Samples::from((&[[-2.0]], &[[-1.5]])); // an error of 1
/// let mut gradient = Gradient::<Bent>::new();
/// net.gradient(&samples, &Mse, &mut gradient);
/// assert_eq!(gradient.layer1.slope, 2.0 * 1.0 * -2.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Prelu;
