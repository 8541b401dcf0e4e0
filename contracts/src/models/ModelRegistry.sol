// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDatanetRegistry} from "../datanets/IDatanetRegistry.sol";
import {IPolicyBook} from "../payments/IPolicyBook.sol";
import {IModelRegistry, ModelVersion, Price, Share} from "./IModelRegistry.sol";

/// @title ModelRegistry
/// @notice See IModelRegistry. The token id is the model id.
contract ModelRegistry is IModelRegistry, ERC721, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    struct Revenue {
        uint48 from;
        address owner;
        Share[] shares;
    }

    struct Listing {
        address seller;
        uint96 price;
        uint40 expiry;
    }

    uint256 private constant MAX_SHARES = 8;
    uint256 private constant MAX_SHARE_BPS = 9_000;
    uint256 private constant MAX_DATANETS = 16;
    uint256 private constant MAX_SLUG_BYTES = 64;
    uint8 private constant FORBIDS_TRAINING = 1;
    uint8 private constant FORBIDS_COMMERCE = 2;

    IERC20 public immutable token;
    IPolicyBook public immutable policyBook;
    IDatanetRegistry public immutable datanets;

    uint64 public modelCount;
    mapping(uint64 modelId => uint40) public registeredAt;
    mapping(uint64 modelId => ModelVersion[]) private _versions;
    mapping(uint64 modelId => PriceEntry[]) private _prices;
    mapping(uint64 modelId => Share[]) private _shares;
    mapping(uint64 modelId => Revenue[]) private _revenue;
    mapping(uint64 modelId => Listing) public listings;

    constructor(IERC20 token_, IPolicyBook policyBook_, IDatanetRegistry datanets_)
        ERC721("ModelFactory Model", "MFM")
    {
        token = token_;
        policyBook = policyBook_;
        datanets = datanets_;
    }

    modifier onlyOwnerOf(uint64 modelId) {
        if (_requireModel(modelId) != msg.sender) revert Model_NotOwner(modelId, msg.sender);
        _;
    }

    // ---------------------------------------------------------------- author

    /// @inheritdoc IModelRegistry
    function register(string calldata slug) external returns (uint64 modelId) {
        return _register(slug);
    }

    /// @inheritdoc IModelRegistry
    function publish(
        string calldata slug,
        ModelVersion calldata version,
        Price calldata price,
        Share[] calldata shares
    ) external returns (uint64 modelId) {
        modelId = _register(slug);
        _setPrice(modelId, price);
        _addVersion(modelId, version);
        for (uint256 i; i < shares.length; ++i) {
            _grantShare(modelId, shares[i].account, shares[i].bps);
        }
    }

    /// @inheritdoc IModelRegistry
    function addVersion(uint64 modelId, ModelVersion calldata version)
        external
        onlyOwnerOf(modelId)
        returns (uint32 number)
    {
        _unlist(modelId);
        return _addVersion(modelId, version);
    }

    /// @inheritdoc IModelRegistry
    function setPrice(uint64 modelId, Price calldata price)
        external
        onlyOwnerOf(modelId)
        returns (uint32 priceId)
    {
        _unlist(modelId);
        if (_isPriced(price.inPer1k, price.outPer1k)) {
            ModelVersion[] storage versions = _versions[modelId];
            for (uint256 i; i < versions.length; ++i) {
                _checkLicences(versions[i].datanetKeys, true);
            }
        }
        return _setPrice(modelId, price);
    }

    /// @inheritdoc IModelRegistry
    function grantShare(uint64 modelId, address account, uint16 bps) external onlyOwnerOf(modelId) {
        _unlist(modelId);
        _grantShare(modelId, account, bps);
    }

    /// @inheritdoc IModelRegistry
    function renounceShare(uint64 modelId) external {
        _requireModel(modelId);
        Share[] storage shares = _shares[modelId];
        for (uint256 i; i < shares.length; ++i) {
            if (shares[i].account != msg.sender) continue;
            uint16 bps = shares[i].bps;
            shares[i] = shares[shares.length - 1];
            shares.pop();
            _checkpoint(modelId, _ownerOf(modelId));
            emit ShareRenounced(modelId, msg.sender, bps);
            return;
        }
        revert Model_NoShare(modelId, msg.sender);
    }

    // ------------------------------------------------------------------ sale

    /// @inheritdoc IModelRegistry
    function list(uint64 modelId, uint96 price, uint40 expiry) external onlyOwnerOf(modelId) {
        if (price == 0 || expiry <= block.timestamp) revert Model_BadListing(price, expiry);
        listings[modelId] = Listing(msg.sender, price, expiry);
        emit Listed(modelId, msg.sender, price, expiry, stateHash(modelId));
    }

    /// @inheritdoc IModelRegistry
    function unlist(uint64 modelId) external onlyOwnerOf(modelId) {
        if (listings[modelId].seller == address(0)) revert Model_NotListed(modelId);
        _unlist(modelId);
    }

    /// @inheritdoc IModelRegistry
    function buy(uint64 modelId, uint96 maxPrice, bytes32 expectedStateHash) external nonReentrant {
        Listing memory listing = listings[modelId];
        if (listing.seller == address(0) || listing.expiry < block.timestamp) {
            revert Model_NotListed(modelId);
        }
        if (listing.price > maxPrice) revert Model_PriceMoved(listing.price, maxPrice);
        bytes32 actual = stateHash(modelId);
        if (actual != expectedStateHash) revert Model_StateMoved(expectedStateHash, actual);
        emit Sold(modelId, listing.seller, msg.sender, listing.price);
        // The transfer hook takes the listing down and moves the revenue; OPEN has no receiver hook to re-enter by.
        _transfer(listing.seller, msg.sender, modelId);
        token.safeTransferFrom(msg.sender, listing.seller, listing.price);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IModelRegistry
    function revenueAt(uint64 modelId, uint48 timestamp)
        external
        view
        returns (address[] memory accounts, uint16[] memory bps)
    {
        _requireModel(modelId);
        Revenue[] storage states = _revenue[modelId];
        uint256 at = states.length - 1;
        // A time before the first state reads the first: a serving clock may run behind the chain's.
        while (at > 0 && states[at].from > timestamp) --at;
        Revenue storage state = states[at];

        uint256 count = state.shares.length;
        accounts = new address[](count + 1);
        bps = new uint16[](count + 1);
        uint16 rest = 10_000;
        uint256 used;
        for (uint256 i; i < count; ++i) {
            Share memory share = state.shares[i];
            rest -= share.bps;
            used = _insert(accounts, bps, used, share.account, share.bps);
        }
        used = _insert(accounts, bps, used, state.owner, rest);
        assembly ("memory-safe") {
            mstore(accounts, used)
            mstore(bps, used)
        }
    }

    /// @inheritdoc IModelRegistry
    function priceAt(uint64 modelId, uint48 timestamp)
        public
        view
        returns (uint32 priceId, uint96 inPer1k, uint96 outPer1k)
    {
        PriceEntry[] storage prices = _prices[modelId];
        for (uint256 i = prices.length; i > 0; --i) {
            PriceEntry memory entry = prices[i - 1];
            if (entry.activeAt <= timestamp) return (uint32(i), entry.inPer1k, entry.outPer1k);
        }
        revert Model_NoPrice(modelId, timestamp);
    }

    /// @inheritdoc IModelRegistry
    function priceOf(uint64 modelId, uint32 priceId) external view returns (PriceEntry memory) {
        if (priceId == 0 || priceId > _prices[modelId].length) revert Model_NoPrice(modelId, 0);
        return _prices[modelId][priceId - 1];
    }

    /// @inheritdoc IModelRegistry
    function priceCount(uint64 modelId) external view returns (uint256) {
        return _prices[modelId].length;
    }

    /// @inheritdoc IModelRegistry
    function versionAt(uint64 modelId, uint32 number) external view returns (ModelVersion memory) {
        uint256 count = _versions[modelId].length;
        if (number == 0 || number > count) revert Model_BadVersion(number, count, count);
        return _versions[modelId][number - 1];
    }

    /// @inheritdoc IModelRegistry
    function versionCount(uint64 modelId) external view returns (uint256) {
        return _versions[modelId].length;
    }

    /// @inheritdoc IModelRegistry
    function stateHash(uint64 modelId) public view returns (bytes32) {
        return keccak256(abi.encode(_shares[modelId], _versions[modelId].length, _prices[modelId].length));
    }

    // -------------------------------------------------------------- internal

    function _register(string calldata slug) private returns (uint64 modelId) {
        bytes calldata raw = bytes(slug);
        if (raw.length == 0 || raw.length > MAX_SLUG_BYTES) revert Model_BadSlug(slug);
        modelId = ++modelCount;
        registeredAt[modelId] = uint40(block.timestamp);
        emit ModelRegistered(modelId, msg.sender, slug);
        // Not _safeMint: a receiver hook would hand control away in the middle of `publish`.
        _mint(msg.sender, modelId);
    }

    function _addVersion(uint64 modelId, ModelVersion calldata version) private returns (uint32 number) {
        uint256 count = version.datanetKeys.length;
        if (count == 0 || count > MAX_DATANETS || count != version.snapshotRoots.length) {
            revert Model_BadVersion(count, version.snapshotRoots.length, MAX_DATANETS);
        }
        for (uint256 i; i < count; ++i) {
            bytes32 key = version.datanetKeys[i];
            if (datanets.versionOf(key, version.snapshotRoots[i]) == 0) {
                revert Model_SnapshotNotAnchored(key, version.snapshotRoots[i]);
            }
        }
        _checkLicences(version.datanetKeys, _everPriced(modelId));
        _versions[modelId].push(version);
        number = uint32(_versions[modelId].length);
        emit VersionAdded(modelId, number, version);
    }

    function _setPrice(uint64 modelId, Price calldata price) private returns (uint32 priceId) {
        PriceEntry[] storage prices = _prices[modelId];
        uint40 activeAt = uint40(block.timestamp);
        if (prices.length > 0) {
            (, uint96 inNow, uint96 outNow) = priceAt(modelId, uint48(block.timestamp));
            if (price.inPer1k > inNow || price.outPer1k > outNow) {
                activeAt += policyBook.policyAt(policyBook.current()).maxApiSession;
            }
        }
        prices.push(PriceEntry(price.inPer1k, price.outPer1k, activeAt));
        priceId = uint32(prices.length);
        emit PriceSet(modelId, priceId, price.inPer1k, price.outPer1k, activeAt);
    }

    function _grantShare(uint64 modelId, address account, uint16 bps) private {
        if (account == address(0) || bps == 0 || datanets.isSystem(account)) {
            revert Model_BadShare(account, bps);
        }
        Share[] storage shares = _shares[modelId];
        uint256 sum = bps;
        uint256 at = shares.length;
        for (uint256 i; i < shares.length; ++i) {
            sum += shares[i].bps;
            if (shares[i].account == account) at = i;
        }
        if (sum > MAX_SHARE_BPS) revert Model_SharesExceed(sum, MAX_SHARE_BPS);
        if (at < shares.length) {
            shares[at].bps += bps;
        } else {
            if (at == MAX_SHARES) revert Model_SharesExceed(at + 1, MAX_SHARES);
            shares.push(Share(account, bps));
        }
        _checkpoint(modelId, _ownerOf(modelId));
        emit ShareGranted(modelId, account, bps);
    }

    /// @dev Every change of hands or shares is dated `revenueDelay` ahead, so an operator who read the state a moment
    /// before is not convicted by a race. The state of birth holds at once.
    function _checkpoint(uint64 modelId, address owner) private {
        Revenue[] storage states = _revenue[modelId];
        uint48 from = uint48(block.timestamp);
        uint256 count = states.length;
        if (count == 0) {
            states.push();
        } else if (count > 1 || registeredAt[modelId] != block.timestamp) {
            from += policyBook.policyAt(policyBook.current()).revenueDelay;
            uint48 last = states[count - 1].from;
            if (from < last) from = last;
            if (from > last) states.push();
        }
        Revenue storage state = states[states.length - 1];
        state.from = from;
        state.owner = owner;
        state.shares = _shares[modelId];
    }

    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = super._update(to, tokenId, auth);
        if (to == address(this) || datanets.isSystem(to)) revert Model_BadOwner(to);
        uint64 modelId = uint64(tokenId);
        _unlist(modelId);
        _checkpoint(modelId, to);
    }

    function _unlist(uint64 modelId) private {
        if (listings[modelId].seller == address(0)) return;
        delete listings[modelId];
        emit Unlisted(modelId);
    }

    function _checkLicences(bytes32[] memory keys, bool priced) private view {
        for (uint256 i; i < keys.length; ++i) {
            uint8 flags = datanets.datanetOf(keys[i]).licenceFlags;
            if (flags & FORBIDS_TRAINING != 0) revert Model_LicenceForbids(keys[i], FORBIDS_TRAINING);
            if (priced && flags & FORBIDS_COMMERCE != 0) {
                revert Model_LicenceForbids(keys[i], FORBIDS_COMMERCE);
            }
        }
    }

    /// @dev Whether any price still usable or to come is above zero.
    function _everPriced(uint64 modelId) private view returns (bool) {
        PriceEntry[] storage prices = _prices[modelId];
        for (uint256 i = prices.length; i > 0; --i) {
            PriceEntry memory entry = prices[i - 1];
            if (_isPriced(entry.inPer1k, entry.outPer1k)) return true;
            if (entry.activeAt <= block.timestamp) return false;
        }
        return false;
    }

    function _isPriced(uint96 inPer1k, uint96 outPer1k) private pure returns (bool) {
        return inPer1k > 0 || outPer1k > 0;
    }

    function _requireModel(uint64 modelId) private view returns (address owner) {
        owner = _ownerOf(modelId);
        if (owner == address(0)) revert Model_Unknown(modelId);
    }

    /// @dev Insert into the ascending list, adding to an account that is there already.
    function _insert(
        address[] memory accounts,
        uint16[] memory bps,
        uint256 used,
        address account,
        uint16 amount
    ) private pure returns (uint256) {
        uint256 at;
        while (at < used && accounts[at] < account) ++at;
        if (at < used && accounts[at] == account) {
            bps[at] += amount;
            return used;
        }
        for (uint256 i = used; i > at; --i) {
            accounts[i] = accounts[i - 1];
            bps[i] = bps[i - 1];
        }
        accounts[at] = account;
        bps[at] = amount;
        return used + 1;
    }
}
