//! Fills a store with findings, and draws from what is in it.

use crate::findings::{FindingCampaign, credit_code};
use anyhow::{Context, Result};
use chrono::Duration;
use duban_domain::{
    BureauCode, CampaignId, FindingId, PlanTime,
    finding::{CreditCode, FindingStatus, Grade, Source},
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{collections::BTreeSet, path::Path};

/// Enterprises; each has 25 findings of a million.
const ENTERPRISES: usize = 40_000;
/// Findings are registered over half a year, in their order.
const SECONDS: i64 = 180 * 86_400;
const GROUPS: [&str; 4] = ["危险化学品", "电动自行车", "燃气用具", "儿童和学生用品"];

const INSERT: &str = "
    INSERT INTO finding (workflow, campaign, id, county, subject, subject_name, credit_code, trade,
        product_group, product_item, kind, risk_source, problem, found_on, attachments, by_bureau, by_name,
        registered_at, standing, grade, ordered_at, due_at, overdue, round, closed_at, outcome, on_time,
        interviewed, handed_over, publicised, exposed, listed)
    VALUES ($1, $2, $3, $4, 'enterprise', $5, $6, 'seller', $7, NULL, 'circulation', $8, $9, $10, '[]', $4,
        '张三', $11, $12, $13, $11, $14, $15, 1, $16, $17, $18, FALSE, FALSE, FALSE, FALSE, FALSE)";

/// What a store was filled with, and chance.
pub(crate) struct Filled {
    pub(crate) campaign: CampaignId,
    /// All bureaus in whose districts findings lie.
    pub(crate) bureaus: Vec<BureauCode>,
    /// Those of them that are counties.
    pub(crate) counties: BTreeSet<BureauCode>,
    /// The counties of each prefecture.
    prefectures: Vec<BTreeSet<BureauCode>>,
    codes: Vec<CreditCode>,
    opens: PlanTime,
    count: usize,
    chance: Chance,
}

/// Writes the findings in one transaction.
pub(crate) async fn fill(path: &Path, campaign: &FindingCampaign, count: usize) -> Result<Filled> {
    let mut filled = Filled::new(campaign, count)?;
    let options = SqliteConnectOptions::new().filename(path).foreign_keys(true);
    // Only for the filling: the indexes are written at random places, all at once.
    let options = options.pragma("cache_size", "-2000000").pragma("synchronous", "OFF");
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let mut tx = connection.begin().await?;
    for number in 0..count {
        insert(&mut tx, &mut filled, number).await?;
    }
    tx.commit().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    Ok(filled)
}

async fn insert(tx: &mut SqliteConnection, filled: &mut Filled, number: usize) -> Result<()> {
    let registered = filled.registered(number);
    let standing = filled.standing()?;
    let is_open = standing.is_open();
    let enterprise = filled.chance.below(filled.codes.len());
    let is_closed = standing == FindingStatus::Closed;
    let closed = is_closed.then(|| registered.plus(Duration::days(10)).utc());
    sqlx::query(INSERT)
        .bind(format!("finding/{}/f{number:07}", filled.campaign))
        .bind(filled.campaign.as_str().to_owned())
        .bind(format!("f{number:07}"))
        .bind(filled.county()?.as_str().to_owned())
        .bind(format!("第{enterprise}号示范门店"))
        .bind(filled.codes.get(enterprise).context("no such enterprise")?.as_str().to_owned())
        .bind(*filled.chance.of(&GROUPS)?)
        .bind(filled.source()?.as_str())
        .bind("产品标识不全，销售台账不全，无法说明来源；责令限期改正并下架")
        .bind(registered.utc().date_naive())
        .bind(registered.utc())
        .bind(standing.as_str())
        .bind(filled.grade().as_str())
        .bind(registered.plus(Duration::days(21)).utc())
        .bind(is_open && filled.chance.below(100) < 20)
        .bind(closed)
        .bind(is_closed.then_some("rectified"))
        .bind(is_closed.then(|| filled.chance.below(100) < 90))
        .execute(tx)
        .await?;
    Ok(())
}

impl Filled {
    fn new(campaign: &FindingCampaign, count: usize) -> Result<Self> {
        let directory = &campaign.directory;
        let counties: BTreeSet<_> = campaign.counties.iter().cloned().collect();
        let below = |code: &BureauCode| -> BTreeSet<BureauCode> {
            directory.subordinates(code).iter().filter(|own| counties.contains(*own)).cloned().collect()
        };
        let bureaus: Vec<BureauCode> = directory.iter().map(|bureau| bureau.code.clone()).collect();
        let prefectures = bureaus.iter().map(below).filter(|own| !own.is_empty()).collect();
        Ok(Self {
            campaign: campaign.id().clone(),
            codes: (0..ENTERPRISES).map(credit_code).collect::<Result<_>>()?,
            opens: campaign.loaded.terms.opens,
            chance: Chance(20_240_622),
            bureaus,
            counties,
            prefectures,
            count,
        })
    }

    /// How many findings there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    fn registered(&self, number: usize) -> PlanTime {
        let seconds = number as f64 / self.count as f64 * SECONDS as f64;
        self.opens.plus(Duration::seconds(seconds as i64))
    }

    /// Any instant in the half year.
    pub(crate) fn instant(&mut self) -> PlanTime {
        let number = self.chance.below(self.count);
        self.registered(number)
    }

    pub(crate) fn id(&mut self) -> FindingId {
        FindingId::new(format!("f{:07}", self.chance.below(self.count)))
    }

    pub(crate) fn county(&mut self) -> Result<BureauCode> {
        Ok(self.chance.of(&self.bureaus)?.clone())
    }

    pub(crate) fn prefecture(&mut self) -> Result<BTreeSet<BureauCode>> {
        Ok(self.chance.of(&self.prefectures)?.clone())
    }

    pub(crate) fn code(&mut self) -> Result<CreditCode> {
        Ok(self.chance.of(&self.codes)?.clone())
    }

    /// Most are closed.
    fn standing(&mut self) -> Result<FindingStatus> {
        use FindingStatus as S;
        let shares = [
            (70, S::Closed),
            (15, S::Ordered),
            (6, S::Filed),
            (5, S::Registered),
            (2, S::Cancelled),
            (2, S::HandedOver),
        ];
        self.chance.by_share(&shares)
    }

    fn grade(&mut self) -> Grade {
        match self.chance.below(100) {
            0..80 => Grade::Ordinary,
            80..96 => Grade::Serious,
            _ => Grade::Major,
        }
    }

    /// Half come from checks.
    fn source(&mut self) -> Result<Source> {
        match self.chance.below(2) {
            0 => Ok(Source::Check),
            _ => self.any_source(),
        }
    }

    pub(crate) fn any_standing(&mut self) -> Result<FindingStatus> {
        Ok(*self.chance.of(FindingStatus::ALL)?)
    }

    pub(crate) fn any_grade(&mut self) -> Result<Grade> {
        Ok(*self.chance.of(Grade::ALL)?)
    }

    pub(crate) fn any_source(&mut self) -> Result<Source> {
        Ok(*self.chance.of(Source::ALL)?)
    }
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> Result<&'a T> {
        all.get(self.below(all.len())).context("there is nothing to draw from")
    }

    /// One of these, by their shares of a hundred.
    fn by_share<T: Copy>(&mut self, shares: &[(usize, T)]) -> Result<T> {
        let mut left = self.below(100);
        for (share, one) in shares {
            match left.checked_sub(*share) {
                Some(rest) => left = rest,
                None => return Ok(*one),
            }
        }
        anyhow::bail!("the shares do not make a hundred")
    }
}
