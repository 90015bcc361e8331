//! A network learns to balance a pole on a cart: no one tells it the right action, only how long the pole stood.
//!
//! ```text
//! cargo run --release --example cart_pole
//! cargo run --release --example cart_pole -- 7
//! ```
//!
//! The argument is the seed. The task is that of Barto, Sutton and Anderson, "Neuronlike Adaptive Elements That Can Solve
//! Difficult Learning Control Problems", 1983, with the numbers of Gym's `CartPole-v1`; the method is REINFORCE: Williams, "Simple
//! Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning", 1992.

use rand::{Rng, RngExt};
use staticnn::prelude::*;

network! {
    /// From the state of cart and pole to the probabilities of a push to the left and to the right.
    struct Policy< 4 -> 16 tanh -> 2 softmax >;
}

/// An episode ends after so many steps, ten seconds.
const STEPS: usize = 500;
const EPISODES_PER_UPDATE: usize = 8;
const MOST_UPDATES: usize = 200;
/// Training ends when the pole has stood throughout so many updates in a row.
const SOLVED: usize = 3;
/// How much a reward counts that comes a step later.
const DISCOUNT: f32 = 0.99;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(42), |seed| seed.parse())?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    println!(
        "The task: push a cart to the left or to the right, fifty times a second, so that the pole on it doesn't fall."
    );
    println!(
        "An episode ends when the pole leans by more than 12 degrees or the cart is 2.4 m away, or after {STEPS} steps."
    );
    println!("The network: 4 -> 16 tanh -> 2 softmax, with {} parameters.", Policy::PARAMETERS);

    let mut policy = Policy::init(&mut rng);
    let untrained = mean_length(&policy, &mut rng);
    println!("Before training, 100 episodes take {untrained:.1} steps on the average.");
    println!("{:>8}{:>24}", "updates", "steps of the episodes");

    let mut optimizer = Adam::new(2e-2);
    let (mut tape, mut one, mut total) = (Tape::new(), Gradient::<Policy>::new(), Gradient::<Policy>::new());
    let mut curve = Vec::new();
    let mut taken = Vec::new();
    let mut solved = 0;
    for update in 1..=MOST_UPDATES {
        taken.clear();
        for _ in 0..EPISODES_PER_UPDATE {
            play(&policy, &mut rng, &mut taken)?;
        }
        standardize(&mut taken);
        // An action that ended better than others becomes more likely: the cross-entropy of the action that was taken is lowered, by
        // how much better that was. After a worse one it is raised.
        total.clear();
        for Taken { state, action, advantage } in &taken {
            one.clear();
            policy.forward(state, &mut tape);
            policy.backward_loss(&mut tape, &CrossEntropy, action, &mut one);
            one.scale(*advantage);
            total.add(&one);
        }
        total.scale(1.0 / taken.len() as f32);
        optimizer.step(&mut policy, &total);

        let mean = taken.len() as f64 / EPISODES_PER_UPDATE as f64;
        curve.push((update as f64, mean));
        solved = if mean == STEPS as f64 { solved + 1 } else { 0 };
        if update % 10 == 0 || update == 1 || solved == SOLVED {
            println!("{update:>8}{mean:>24.1}");
        }
        if solved == SOLVED {
            break;
        }
    }

    let trained = mean_length(&policy, &mut rng);
    println!("After training, 100 new episodes take {trained:.1} steps on the average, of {STEPS} at most.");
    println!(
        "No one told the network a right answer. Those actions became more likely that were followed by more steps than"
    );
    println!(
        "others, whether or not they were the reason. Over many actions the reasons add up and the rest cancels: that is why it"
    );
    println!(
        "takes thousands of steps, and why the mean goes up and down on the way. The probabilities are for trying things out;"
    );
    println!("once trained, the likelier action is the better one.");
    let path = "target/plots/cart_pole.png";
    Chart::new("Cart and pole: steps until the pole falls")
        .axes("updates of the network", "mean steps of 8 episodes")
        .line("solved: 475", [(1.0, 475.0), (curve.len() as f64, 475.0)])
        .line("while training", curve)
        .save(path)?;
    println!("{path}");
    Ok(())
}

/// An action, the state in which it was taken, and how much better than usual that was.
struct Taken {
    state: [f32; 4],
    action: Class<2>,
    advantage: f32,
}

/// Plays an episode with actions drawn from the policy, and adds them, with the discounted rewards that followed as their advantage.
fn play(policy: &Policy, rng: &mut impl Rng, taken: &mut Vec<Taken>) -> Result<(), staticnn::class::Error> {
    let start = taken.len();
    let mut cart = CartPole::new(rng);
    while taken.len() - start < STEPS && !cart.has_fallen() {
        let state = cart.scaled();
        let [left, _] = policy.predict(&state);
        let action = Class::new(usize::from(rng.random::<f32>() >= left))?;
        cart.push(action.index() == 1);
        taken.push(Taken { state, action, advantage: 0.0 });
    }
    let mut rewards = 0.0;
    for step in taken[start..].iter_mut().rev() {
        rewards = 1.0 + DISCOUNT * rewards;
        step.advantage = rewards;
    }
    Ok(())
}

/// Subtracts the mean of the advantages and divides by their standard deviation.
fn standardize(taken: &mut [Taken]) {
    let mean = |value: &dyn Fn(&Taken) -> f32| taken.iter().map(value).sum::<f32>() / taken.len() as f32;
    let center = mean(&|step| step.advantage);
    let deviation = mean(&|step| (step.advantage - center).powi(2)).sqrt().max(1e-6);
    for step in taken {
        step.advantage = (step.advantage - center) / deviation;
    }
}

/// Returns the mean number of steps of 100 episodes in which the likelier action is taken.
fn mean_length(policy: &Policy, rng: &mut impl Rng) -> f64 {
    let length = |_| {
        let mut cart = CartPole::new(rng);
        let mut steps = 0;
        while steps < STEPS && !cart.has_fallen() {
            let [left, right] = policy.predict(&cart.scaled());
            cart.push(right > left);
            steps += 1;
        }
        steps as f64
    };
    (0..100).map(length).sum::<f64>() / 100.0
}

/// A cart on a track with a pole on a hinge.
struct CartPole {
    /// In metres, to the right.
    position: f32,
    velocity: f32,
    /// In radians from upright, to the right.
    angle: f32,
    angular_velocity: f32,
}

impl CartPole {
    const GRAVITY: f32 = 9.8;
    const CART_MASS: f32 = 1.0;
    const POLE_MASS: f32 = 0.1;
    /// Half of the pole, from the hinge to its centre.
    const POLE_LENGTH: f32 = 0.5;
    const FORCE: f32 = 10.0;
    const SECONDS: f32 = 0.02;
    const MOST_POSITION: f32 = 2.4;
    const MOST_ANGLE: f32 = 12.0 * std::f32::consts::PI / 180.0;

    /// Starts close to upright and at rest in the middle.
    fn new(rng: &mut impl Rng) -> Self {
        let mut small = || rng.random_range(-0.05..0.05);
        Self { position: small(), velocity: small(), angle: small(), angular_velocity: small() }
    }

    fn has_fallen(&self) -> bool {
        self.position.abs() > Self::MOST_POSITION || self.angle.abs() > Self::MOST_ANGLE
    }

    /// Pushes the cart for a fiftieth of a second.
    fn push(&mut self, to_the_right: bool) {
        let force = if to_the_right { Self::FORCE } else { -Self::FORCE };
        let (sin, cos) = self.angle.sin_cos();
        let mass = Self::CART_MASS + Self::POLE_MASS;
        let moment = Self::POLE_MASS * Self::POLE_LENGTH;
        let driven = (force + moment * self.angular_velocity * self.angular_velocity * sin) / mass;
        let angular_acceleration = (Self::GRAVITY * sin - cos * driven)
            / (Self::POLE_LENGTH * (4.0 / 3.0 - Self::POLE_MASS * cos * cos / mass));
        let acceleration = driven - moment * angular_acceleration * cos / mass;
        self.position += Self::SECONDS * self.velocity;
        self.velocity += Self::SECONDS * acceleration;
        self.angle += Self::SECONDS * self.angular_velocity;
        self.angular_velocity += Self::SECONDS * angular_acceleration;
    }

    /// The state as the network sees it, each number of about unit size.
    fn scaled(&self) -> [f32; 4] {
        [
            self.position / Self::MOST_POSITION,
            self.velocity / 2.0,
            self.angle / Self::MOST_ANGLE,
            self.angular_velocity / 2.0,
        ]
    }
}
