//! A rectifier that learns its slope.

/// y = z for z > 0, else a z, where a is learnt: one number per layer, the field `slope`.
///
/// f'(z) = 1 for z > 0, else a (at 0 too), and dL/da is the sum of z dL/dy over all z <= 0. a may be negative, so f' is no
/// function of y, and the tape keeps z. Range: all numbers. a is a parameter after the bias; it starts from 0.25 at `new` and
/// `init`, and from 0 at `zeros`.
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
